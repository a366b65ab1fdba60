# The other pages.

venue-title = Processes
venue-lead = A venue for mediated negotiations. What each side owes the other is computed from signed notes on a record that anyone who may read it can check.
venue-empty = No process is public here
venue-empty-next = Processes appear when those who run them publish them. Nothing else is shown, not even whether there are others.
venue-record = Record of { $notes }; the latest act on it happened on { $date }.
no-act-yet = no day yet
process-register = Register: an unofficial chronicle from public reports; no state or organisation named takes part.
process-talks = Talks: every actor takes part and has signed the charter.

items-title = Items
items-open = Open
items-open-none = Nothing is open.
items-contested = Contested
items-contested-none = Nothing is contested.
items-expired = Expired
items-expired-none = Nothing has expired.
items-closed = Closed
items-closed-none = Nothing is closed.

items-more = Only the oldest are listed here; choose a series to see fewer.

item-absent = As of { $date } this item is not on the record yet.
item-now = How it stands today
item-standing-heading = How it stands
exchange-heading = The exchange
after-this = After this
the-note = The note
the-proof = Proof
stands-beside = It stands beside the item and changes nothing.
without-effect = Without effect: { $reason }.
item-said-heading = What is said of it
item-said-none = No statement on the record is about it.
item-note-link = The note that opened it, with its signature and proof
carried-out-heading = What was carried out

erased-title = The wording was erased
erased-wording = The words of this note ({ $prefix }) were erased; what it did stands, and its proof holds.
erased-next = What the note did stands, and its proof holds; its words cannot be shown any more.
note-erased = { $act } of { $date } (wording erased, { $prefix })
note-untitled = { $act } of { $date }
note-unknown = a note that is not in this view ({ $prefix })

fact-item = Item
fact-happened = Happened
fact-registered = Registered
fact-according-to = By the account of
fact-medium = Known through
fact-received-by = Received by
fact-received-on = Received on
fact-person = Person
fact-office = Office
fact-sources = Sources
fact-track = Track
fact-form = Taken down
fact-presented-at = Presented at
fact-supersedes = Supersedes
fact-counter-to = Counter to
fact-reply-by = Reply asked by
fact-groups = Groups proposed
fact-mode = Held
fact-fulfils = Carried out
fact-counts-towards = Counts towards
fact-may-count-towards = May count towards
fact-declares-complete = Called complete
fact-about = About
fact-asserts = Next move lies, it says, with
fact-perhaps-overtaken = Perhaps overtaken by
fact-key = Signed with
fact-commitment = Commitment
fact-salt = Salt
fact-place = Place
annex-wording = Wording, by commitment
annex-document = Document, by commitment

# Documents, by work and language.
documents-heading = Documents
documents-none-authentic = None of these versions is marked as authentic.
document-unnamed = a document without a name
document-erased = erased: its content is gone for good; the record still proves that the note carried it
document-authentic = marked as authentic
document-not-marked = not marked as authentic

# A proposal beside the one that it counters or takes the place of.
fact-needs = It needs, to be accepted
compared-counter-heading = Compared with the original
compared-counter-lead = It counters { $item }.
compared-counter-old = The original
compared-counter-new = The counter-proposal
compared-counter-old-only = in the original only
compared-counter-new-only = in the counter-proposal only
compared-counter-old-erased = The words of the original were erased; the texts cannot be compared.
compared-counter-new-erased = The words of the counter-proposal were erased; the texts cannot be compared.
compared-later-heading = Compared with the earlier version
compared-later-lead = It takes the place of { $item }.
compared-later-old = The earlier version
compared-later-new = This version
compared-later-old-only = in the earlier version only
compared-later-new-only = in this version only
compared-later-old-erased = The words of the earlier version were erased; the texts cannot be compared.
compared-later-new-erased = The words of this version were erased; the texts cannot be compared.
compared-amended-heading = Compared with the words before
compared-amended-lead = What was amended in { $item }: the words before, and those from then on.
compared-amended-old = The words before
compared-amended-new = The words as amended
compared-amended-old-only = in the words before only
compared-amended-new-only = in the words as amended only
compared-amended-old-erased = The words before were erased, at least in part; the texts cannot be compared.
compared-amended-new-erased = The words as amended were erased; the texts cannot be compared.
compared-words = The texts are compared as the record has them, word by word:
compared-same = The two texts are the same, word for word.
compared-long = The texts are too long to be compared word by word; they stand beside each other.
compared-begins = [{ $where }:
compared-ends = ]
compared-fields = What else differs
compared-fields-same = Title, addressees, track, topic, date asked for, consent needed and groups are the same.
compared-unsaid = not said

rounds-title = Rounds and meetings
rounds-none = No round or meeting is on the record.
rounds-last = The last round was on { $date }, { $ago }.
meetings-heading = Contacts that are no rounds

groups-title = Working groups
groups-hint = A group exists only when all whose consent the charter asks for have given it on the record. Until then it is proposed.
groups-established = Established
groups-established-none = No group exists.
groups-proposed = Proposed
groups-proposed-none = No group is proposed.
proposed-by = proposed by { $by }

commitments-title = Commitments and executions
commitments-hint = A figure that nobody reported is unknown, never zero; a sum that holds one reads “at least”. Where accounts differ, each stands. Remains are in tables only.
commitments-none = No commitment is on the record.
commitments-heading = Commitments
loose-heading = Carried out without counting towards a commitment
loose-caption = Handed over: { $what }

statements-title = Statements
statements-hint = Words in public, kept and attributed, each beside what the record shows for the items that it names. A statement moves nothing.
statements-list = Statements, newest first
statements-none = No statement fits this choice
statements-none-next = Choose another speaker or item, or show all.
filter-actor = By whom
filter-item = About
filter-any = all
filter-claims = Only those that say whose turn it is
filter-show = Show

column-number = No.
column-day = Day
column-kind = What
column-act = Act
column-title = Title
column-by = By
column-who = By
column-happened = Happened
column-registered = Registered
column-standing = Standing

record-title = The record
record-hint = Every note, in the order in which it was entered. An act may have happened long before it was registered; both days are shown.
record-caption = Notes { GROUPED($from) } to { GROUPED($to) } of { GROUPED($size) }
nobody-named = nobody named
without-effect-heading = Notes without effect
without-effect-none = Every note has had its effect.

signed-heading = What was signed
signed-unavailable = The exact text is not shown here; the record’s archive holds it.
registered-by = Signed by { $actor }.
key-principal = the principal’s key of { $actor }: it may do everything
key-powers = a key of { $actor }, with powers at that time: { $powers }
key-revoked = a key that had been revoked
key-unknown = a key that the registry does not know
note-place = room { $room }, leaf { GROUPED($leaf) }, entered on { $date }
proof-download = Download the proof (.tlog-proof)
check-here-heading = Check it here

# What a note says, in a sentence.
somebody = Somebody
says-account = By the account of { $actor }: { $says }
says-proposal = { $who } made a proposal to { $to }.
says-question = { $who } put a question to { $to }.
says-list = { $who } lodged a list with { $to }.
says-text = { $who } tabled a text for { $to }.
says-reply = { $who } replied to { $item }: { $position }.
says-answer = { $who } answered { $item }.
says-answer-conditions = { $who } answered the conditions on { $item }: { $position }.
says-delivery = { $who } handed { $item } over to { $to }.
says-readiness = { $who } said of its readiness for { $scope }: { $stance }.
says-condition = { $who } stated a condition; it asks something of { $of }.
says-commitment = A commitment of { $actors }, from { $from }.
says-execution = Something was handed over, as { $who } reported.
says-meeting = A meeting of { $actors }, reported by { $who }.
says-round = The parties met in a round.
says-objection = { $who } objected to { $item }, against { $against }.
says-of-paragraphs = { $said } Paragraphs: { $numbers }.
says-group = A working group was established, from { $item }.
says-group-dissolved = The working group { $item } was dissolved.
says-session-opened = A session of { $item } was opened.
says-session-closed = A session of { $item } was closed.
says-suspension = { $who } suspended: { $scope }.
says-resumption = { $who } resumed: { $scope }.
says-confirmation = { $who } confirmed { $item }.
says-confirmation-refused = { $who } refused to confirm { $item }.
says-credential = A key was given full powers for { $actor }.
says-key_change = The principal’s key of { $actor } was replaced.
says-revocation = { $who } revoked a key.
says-charter = The charter of the process.
says-amendment = The charter was amended.
says-statement = { $who } spoke in public.
says-statement-about = { $who } spoke in public about { $items }.
says-erased = The annex { $annex } was erased.
says-unreadable = An act that calls itself { $name }, which this version cannot read.
says-release = { $who } gave leave to pass { $item } to { $to }.
says-minutes = { $who } tabled the minutes of { $item }.
says-report = { $who } reported for { $item }.
says-communique = { $who } issued a joint text.
says-mirror = { $who } signed a mirror paper.
fact-mirrors = The same text
mirrors-none = signed by nobody else in what you see
mirror-of = { $item }, signed by { $who }
says-withdrawal = { $who } withdrew { $item }.
says-receipt = { $who } has received { $item }.
says-not_received = { $who } says that it has not received { $item }.
says-condition_met = { $who } said that { $item } is met.
says-condition_lifted = { $who } lifted { $item }.
says-endorsement = { $who } endorsed { $item }.
says-approval = { $who } approved { $item }.
says-amend = { $who } amended { $item }.
paragraphs-heading = Paragraphs
paragraph-approved = approved by
paragraph-objected = objected to by
paragraph-approval = Approve paragraph { $number }
paragraph-objection = Object to paragraph { $number }
paragraph-amend = Reword paragraph { $number }
says-initial = { $who } initialled { $item }.
says-sign = { $who } signed { $item }.
says-correction = { $who } corrected the wording of { $item }.
says-overtaken = { $who } said that events have overtaken { $item }.
says-publication = { $who } published { $item }.

search-heading = Search the record
search-title = Search: { $query }
search-label = Words in titles, texts, names and offices
search-button = Search
search-hint = Every word must be found. Case and accents do not matter.
search-found =
    { $n ->
        [0] Nothing was found for { $query }.
        [one] { GROUPED($n) } note was found for { $query }.
       *[other] { GROUPED($n) } notes were found for { $query }.
    }
search-more = The first { GROUPED($n) } are shown; add a word to see fewer.
search-none = Nothing was found
search-none-next = Try fewer or other words. Only what was published can be found, up to the day that is shown.

verify-title = Check the record
verify-lead = Your browser fetches the record and recomputes it: the trees, the commitments, the signatures. Nothing is taken on trust from this page except the program that does it.
verify-without-script = This check runs in your browser and needs JavaScript. Without it, download the record and run: { $command }
verify-heads = What there is to be checked
verify-heads-hint = The hash of the charter identifies the process: compare it with somebody who takes part in it or keeps it. The heads stand for everything in the rooms.
verify-charter = Charter
verify-repeat = How to repeat it without us
verify-repeat-hint = Download the record as one file and check it on your own machine, offline. The program checks every signature, tree and commitment, computes the standing again and prints it.

# A working group's own page.
group-page-link = The group’s own page
group-item-link = All notes about the group
group-from = Established from
group-until = Established until
group-lapsed = its time ended on { $date }
group-room = Its room
group-room-members = Members of the room
group-overdue = Overdue
group-overdue-none = Nothing in its room is overdue.
group-open = Items in its room
group-open-none = Nothing in its room is open.
group-minutes = Minutes
group-minutes-none = No minutes of it were tabled.
group-reports = Reports to the plenary
group-reports-none = It has not reported.
group-sessions = Sessions
group-sessions-none = It has not met.
group-session-opened = Session opened on { $date }
group-session-closed = Session closed on { $date }
group-documents = Documents
group-documents-none = No note in its room carries a document.
field-members = Members
field-lifetime = For how long
field-attendance = Attendance
field-outcomes = Outcomes
field-rapporteur = Rapporteur
field-terms = Terms of reference

portal-title = What is published
portal-frame-title = What is published of { $process }
portal-communiques = Joint communiqués
portal-no-communiques = No joint communiqué is published.
portal-all-communiques = All joint communiqués
portal-all-rounds = All rounds and meetings
portal-whole = The whole record
portal-verify = Check it yourself
portal-embed = Show this on another site
portal-embed-hint = Put this line into a page. What is shown is always what everybody sees; nobody is followed, and no cookie is read or set. After lang= stands the language: en, tr, uk or ru.
