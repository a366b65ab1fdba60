# One word or phrase for each value of the tables of acts and standings.

act-charter = charter
act-amendment = amendment of the charter
act-key_change = change of key
act-credential = full powers
act-revocation = revocation
act-confirmation = confirmation
act-round = round
act-meeting = meeting
act-proposal = proposal
act-question = question
act-answer = answer
act-delivery = delivery
act-reply = reply
act-withdrawal = withdrawal
act-receipt = receipt
act-not_received = word that nothing was received
act-readiness = word on readiness
act-condition = condition
act-condition_met = condition met
act-condition_lifted = condition lifted
act-commitment = commitment
act-execution = execution
act-group = working group
act-session = session
act-statement = statement
act-objection = objection
act-endorsement = endorsement
act-suspension = suspension
act-resumption = resumption
act-minutes = minutes
act-approval = approval
act-list = list
act-report = report
act-text = text
act-amend = amendment of a text
act-initial = initialling
act-sign = signature
act-communique = communiqué
act-correction = correction
act-overtaken = word that events have overtaken it
act-release = release
act-publication = publication
act-erased = erasure
act-unreadable = act that this version cannot read

kind-proposal = proposal
kind-question = question
kind-minutes = minutes
kind-list = list
kind-text = text
kind-condition = condition
kind-commitment = commitment
kind-execution = execution
kind-round = round
kind-meeting = meeting
kind-group = working group
kind-report = report
kind-communique = communiqué
kind-statement = statement
kind-objection = objection

due-reply = a reply
due-answer = an answer
due-answer_to_conditions = an answer to the conditions
due-confirmation = a confirmation
due-delivery = the delivery of the text
due-approval = an approval
due-revision = a revision of the paragraphs objected to

status-made = made
status-delivered = delivered
status-received = received
status-under_consideration = under consideration
status-noted = noted
status-deferred = deferred

closing-accepted = accepted
closing-rejected = rejected
closing-countered = answered by a counter-proposal
closing-divided = ended by each addressee for itself
closing-answered = answered
closing-withdrawn = withdrawn
closing-superseded = superseded
closing-carried_out = carried out by a round
closing-overtaken = overtaken by events
closing-expired = expired
closing-agreed = agreed
closing-met = met
closing-lifted = lifted
closing-moot = moot
closing-dissolved = dissolved
closing-released = released, and goes on elsewhere

# What a move would do: *rejected, it closes as rejected*
then-accepted = agreed and closed
then-rejected = closed without agreement
then-countered = closed, with the counter-proposal in its place
then-divided = each addressee ends its own part
then-answered = closed as answered
then-withdrawn = closed as withdrawn
then-superseded = closed as superseded
then-carried_out = closed as carried out
then-overtaken = closed as overtaken by events
then-expired = closed as expired
then-agreed = the minutes are agreed
then-met = closed as met
then-lifted = closed as lifted
then-moot = closed as moot
then-dissolved = the group is dissolved
then-released = released, and goes on where it was released to
then-groups = the groups can be established
then-nothing = nothing would be owed
then-same = still owed
then-awaits = { $what } would await { $actor }

position-accept = accepted
position-accept_ad_referendum = accepted ad referendum
position-conditional = conditional
position-consider = taken under consideration
position-note = noted
position-defer = deferred
position-reject = rejected
position-counter = countered
position-met = the conditions met
position-amended = the proposal amended
position-declined = the conditions declined
position-given = given
position-refused = refused

track-political = Political
track-military = Military
track-humanitarian = Humanitarian
track-procedure = Procedure

stance-ready = ready
stance-conditional = ready on conditions
stance-not_ready = not ready

scope-talks = talks
scope-round = the next round
scope-summit = a meeting of leaders

against-existence = that it happened
against-delivery = the delivery
against-reply = the reply
against-figures = the figures
against-date = the date
against-wording = the wording
against-scope = the scope
against-classification = how it was classed

form-quote = quoted
form-paraphrase = paraphrased

medium-public_source = public source
medium-note_verbale = note verbale
medium-paper = paper handed over
medium-oral = by word of mouth
medium-telephone = by telephone
medium-in_the_room = said in the room

mode-in_person = in person
mode-online = online

per-side = for each side
per-total = for both sides together
per-disputed = the sides read it differently

unit-persons = persons
unit-bodies = remains
unit-documents = papers

binding-signed = signed
binding-accepted = accepted
binding-said_to_be = said to be bound

power-negotiate = negotiate
power-propose = propose
power-reply = reply
power-initial = initial
power-sign_ad_referendum = sign ad referendum
power-bind = bind
power-lodge_lists = lodge lists
power-read = read

topic-settlement = a settlement
topic-ceasefire = a ceasefire
topic-talks = talks
topic-summit = a meeting of leaders
topic-round = a round
topic-groups = working groups
topic-bodies = the return of remains
topic-children = children
topic-venue = the venue

category-prisoners = prisoners
category-wounded_ill = wounded and ill prisoners
category-under_25 = prisoners under 25
category-wounded_ill_under_25 = wounded, ill and prisoners under 25
category-bodies = remains
category-papers = papers
category-corridors = humanitarian corridors

reason-unknown_item = it names an item that is not on the record
reason-other_room = the item lives in another room
reason-not_yet_open = the item was opened later
reason-closed_item = the item was closed
reason-expired = the item had expired
reason-not_addressee = its author is no addressee of the item
reason-not_proposer = its author is not the item’s proposer
reason-not_stater = its author is not who stated the condition
reason-not_party = its author is no party
reason-not_concerned = its author is not concerned in what it contests
reason-not_member = its author is no member of the room that it stands in
reason-wrong_kind = the act does not go with an item of that kind
reason-nothing_to_move = nothing was there to be answered, confirmed or contested
reason-part_ended = that addressee’s part had ended
reason-beyond_powers = it exceeds its author’s powers and is not confirmed
reason-crossed = the terms had changed after the head that it cites
reason-not_endorsed = it waits for the endorsement that the charter asks for
reason-no_consent = the consent that the charter asks for is not on the record
reason-not_editor = in a register only the editor registers acts, and only reported ones
reason-not_secretariat = acts that happened elsewhere are registered by the secretariat
reason-not_amendable = it would change of the charter what an amendment leaves as it is
reason-unsound_charter = the charter that it states contradicts itself, or a key in it cannot be used
reason-not_released = words in a shuttle room pass by release alone
reason-not_author = only the author of a note can release it
reason-not_approved = the actor whose room it is has not approved these words
reason-already_released = these words were released before
reason-no_room = no room has just the author and the recipients as members
reason-unreadable = this version cannot read it

# Fields of a wording.
field-venue = Venue
field-chair = Chair
field-host = Host
field-heads = Heads of delegation
field-agenda = Agenda
field-opened = Opened
field-closed = Closed
field-duration_min = Duration in minutes
field-duration_text = Duration
field-outlet = Outlet
field-claims = Claims
field-of = { $actor }: { $words }

# Languages of documents.
tongue-ar = Arabic
tongue-en = English
tongue-es = Spanish
tongue-fr = French
tongue-ru = Russian
tongue-tr = Turkish
tongue-uk = Ukrainian
tongue-zh = Chinese
