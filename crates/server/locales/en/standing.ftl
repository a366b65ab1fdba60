# The standing page: the answer, what each side owes, moves, conditions, tracks, statements, picture, readiness.

standing-title = Standing

answer-unanswered = As of { $date } proposals of { $whose } are without reply, the oldest since { $since }.
answer-none = As of { $date } no proposal is without reply.
answer-questions = Questions of { $whose } are without answer, the oldest since { $since }.
answer-last-round = The last round was { $ago }.
answer-no-round = No round has been held.
answer-suspended = Suspended since { $date }: { $scope }.
answer-contested-more = Further acts are contested; they are listed below.
both-sides = both sides
all-sides = all sides
contested-reply = The reply to { $item } is contested.
contested-answer = The answer to { $item } is contested.
contested-delivery = The delivery of { $item } is contested.
contested-existence = Whether { $item } came about is contested.

owed-heading = What each side owes
owed-scale = All bars are on one scale of days.
alternat = The first place changes by the day; this is the order of { $date }.
owes-heading = { $actor } owes
owes-nothing = Nothing is owed.
owes-more = What else is owed
owed-what = { $what }
owed-what-by = { $what }; proposed by { $by }
owed-since = since { $date }, { $days }
owed-due = { $since }; due by { $date }
owed-until = { $since }; put off until { $date }
others-heading = Owed by others
mark-conditional = replied with conditions
mark-ad-referendum = accepted ad referendum
mark-overdue = overdue
mark-contested = contested
mark-perhaps-overtaken = perhaps overtaken by events
mark-proposed = proposed
mark-established = established
mark-erased = erased

moves-heading = Moves open to { $actor }
move-reply = A reply to { $items }: { $options }.
move-answer = An answer to { $items }: { $options }.
move-answer_to_conditions = An answer to the conditions on { $items }: { $options }.
move-confirmation = A confirmation of { $items }: { $options }.
move-approval = An approval of { $items }: { $options }.
move-amend = A revision of { $items }: { $options }.
move-objection = An objection to { $items }: { $options }.
move-withdrawal = A withdrawal of { $items }: { $options }.
move-condition_met = Word that the condition is met, for { $items }: { $options }.
move-condition_lifted = Lifting { $items }: { $options }.
move-other = A move on { $items }: { $options }.
move-option = { $position }, { $then }

# *Alpha owes a reply since 1 June 2025*
awaits = { $actor } owes { $what } since { $date }
awaits-due = { $awaits }, due by { $date }
awaits-until = { $awaits }, put off until { $date }

outcome-with = If it counts
outcome-without = If it does not count
outcome-with-status = { $standing } Status: { $status }.
outcome-awaits-nothing = Open; nobody owes anything.
outcome-condition-open = In force.
outcome-commitment-open = Not carried out in full, as far as the record shows.
outcome-group-open = The group exists.
outcome-on-record = On the record.
outcome-absent = Then it would not exist.
closed-on = { $how } on { $date }
closed-last-status = { $closed }; last status: { $status }
state-open = open
state-absent = not on the record

contest-account = Known from the account of { $actor } only.
contest-objection = { $actor } objects.
contest-objection-unnamed = There is an objection.

conditions-heading = Conditions
conditions-none = No condition is in force.
condition = { $condition }: { $needs } before { $before }; asked of { $of }, since { $date }.
condition-by = { $by }, { $condition }: { $needs } before { $before }; asked of { $of }, since { $date }.
condition-contested = { $condition } That it was stated is contested.
deadlock = The conditions { $conditions } block each other: each would have first what another would have later.
deadlock-contested = { $deadlock } One of them is contested.
deadlock-none = No conditions block each other.
graph-caption = An arrow leads from what is needed first to what it must precede; its number is that of the sentence below. Heavy: blocking each other. Broken: contested.
graph-label = Conditions, drawn
graph-edge = { $needs } before { $before } ({ $condition }).

tracks-heading = Tracks
tracks-none = Neither groups nor commitments are on the record.
track-none = Without a track
group-established = Established on { $date }: { $item }
group-proposed = Proposed on { $date }, not established: { $item }

commitment-promise = { $what }; from { $from }.
commitment-due = { $promise } Due by { $date }.
binding = { $actor }: { $binding }.
quantity-persons =
    { $n ->
        [one] { GROUPED($n) } person
       *[other] { GROUPED($n) } persons
    }
quantity-bodies = the remains of { GROUPED($n) }
quantity-documents =
    { $n ->
        [one] { GROUPED($n) } paper
       *[other] { GROUPED($n) } papers
    }
quantity-of = { GROUPED($n) } ({ $what })
quantity-open = { $what }, without a number
quantity-per = { $quantity }, { $per }
account-of = Account of { $actor }
reading = { $reading }; { $reached }
reading-obliges = { $reading }, owed by { $actors }
reading-reached = so read, the figures reach it
reading-not-reached = so read, the figures do not reach it
reading-unknown = so read, it is unknown whether the figures reach it
commitment-reached = The figures reach it.
commitment-not-reached = The figures do not reach it.
commitment-complete = It is complete.
declared-complete = { $actors } called it complete.
handed-over-by = Handed over by { $actor }
sum-exact = { GROUPED($n) }
sum-at-least =
    { $k ->
        [one] at least { GROUPED($n) }; { GROUPED($k) } stage unreported
       *[other] at least { GROUPED($n) }; { GROUPED($k) } stages unreported
    }
sum-unknown =
    { $k ->
        [one] unknown; { GROUPED($k) } stage unreported
       *[other] unknown; { GROUPED($k) } stages unreported
    }
sum-account = { $words }; by the account of { $actor } { $sum }
sum-open-stages = { $words }; with the stages of which it is open whether they count, { $sum }
stages-caption = Handed over: { $what }
stage-column = Stage
stage-open = open whether it counts
by-column = by { $actor }
not-reported = not reported
figure-account = account of { $actor }: { GROUPED($n) }

said-heading = What is said in public
said-hint = The newest statements that say whose turn it is, each beside what the record shows. A statement moves nothing.
said-none = No statement on the record says whose turn it is.
said-all = All statements that say whose turn it is
said-label = Said
record-shows-label = The record shows
the-statement = Statement
read-whole = read on
claim-says = Says that the next move lies with { $actors }.
claims-nothing = Does not say whose turn it is.
shows = { $item }: { $standing }
shows-on = on the record, { $date }.
shows-contested = { $shows } Contested.
shows-nothing-named = It names no item on the record.
speaker-unnamed = speaker not named
in-outlet = in { $outlet }
spoken-form = { $line }; { $form }

picture-region = Lanes over time
picture-heading = The picture of the process
picture-title = Lanes over time from { $start } to { $end }: rounds, proposals of each party from the day made to the day closed, exchanges as pairs of counts, and days of statements.
picture-caption = Bars run from the day an item was made to the day it closed; a broken edge is still open. Exchanges stand as pairs about a middle line; what nobody reported is hatched. Remains are in the table only.
picture-cursor = As of { $on }
picture-none = There is nothing to draw yet.
picture-as-table = The same as a table
picture-table-caption = Everything in the picture, in order of the day
lane-rounds = Rounds
lane-proposals = Proposals of { $actor }
lane-exchanges = Exchanges
lane-statements = Statements
pair-figure = { GROUPED($n) } by { $actor }
pair-unknown = not reported for { $actor }
statements-count =
    { $n ->
        [one] { GROUPED($n) } statement
       *[other] { GROUPED($n) } statements
    }

readiness-heading = Readiness
readiness-nothing = nothing on the record
readiness-since = { $stance }, on { $date }
readiness-conditions = { $readiness }; its own open conditions: { $conditions }
together-yes = The conditions in force can be met together: none blocks another.
together-no = The conditions in force cannot all be met as stated: some block each other.
together-none-stated = No condition is in force that could block another.

earlier-heading = Other series
earlier-nothing = Nothing is owed.
earlier-all = All items of this series
without-effect-link = Notes without effect, with the reason
