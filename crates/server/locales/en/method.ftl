# How the standing is computed.

method-title = How the standing is computed
method-lead = Nobody types in what is owed. Each act is a signed note on a record that only grows; the standing is computed from these notes alone, the same on every machine. It predicts nothing and scores nobody.
method-register = This process is a register: one editor enters, from public sources, what others did. Every act on it is a report, with its sources, and nobody named in it takes part.

method-replies = Replies
method-replies-caption = What each reply does to a proposal
method-column-reply = Reply
method-column-then = What is then awaited
method-column-status = Status
method-column-move = Act
method-turn-addressee = the same addressee still, since the same day
method-turn-principal = a confirmation by that addressee’s principal
method-turn-proposer = an answer to the conditions, by the proposer
method-turn-ended = nobody: that addressee’s part closes as { $how }

method-moves = Other acts
method-moves-caption = What other acts do
method-made = A proposal or question is made
method-made-then = a reply or answer of each addressee, since that day
method-answered = A question is answered
method-answered-then = nobody: it closes as answered
method-conditions-answered = The proposer answers the conditions of a reply
method-conditions-answered-then = a reply of the addressee who set them, since that day
method-reply-by = The day passes that the proposer set for a reply
method-reply-by-then = nobody: it closes as expired, with its last status
method-withdrawn = It is withdrawn, superseded, carried out by a round, or overtaken by events as all concerned agree
method-withdrawn-then = nobody: it closes
method-condition = A condition is stated
method-condition-then = nobody: it is in force until met, lifted or moot
method-commitment = A commitment arises
method-commitment-then = its execution by those obliged, shown for each side as “at least”
method-minutes = Minutes are tabled
method-minutes-then = the approval of each party

method-clocks = Two clocks
method-clocks-1 = “As of” goes by when acts happened: acts of later days do not count.
method-clocks-2 = “What the record held” goes by when they were registered: with it you see what anyone could have known then.
method-contested = What is contested
method-contested-1 = A reported act is contested when it is known from one side’s account only, or when an actor concerned objects that it happened, was delivered or was replied to. The item is then computed with the act and without it, and both are shown.
method-contested-2 = Any other objection stands beside what it is about and changes nothing. A signed act is proved; an objection to it stands beside it.
method-figures = Figures
method-figures-1 = A figure that nobody reported is unknown, never zero; a sum that holds one reads “at least”. Where accounts differ, each is shown.
method-figures-2 = Remains stand in tables, never in charts.
method-order = Who stands first
method-order-1 = The order of the parties is the alternat: the first place moves on by one with every day shown, counted from 1 January 1970, so that each is first equally often.
method-order-2 = Parties have no colours. They are told apart by place, name and a pattern of equal weight.
method-not = What it does not say
method-not-1 = It does not count or score anyone. What somebody told the press is kept as a statement beside the record and moves nothing.
method-not-2 = That no reply is shown means that none is on this record; it may exist elsewhere.
method-licences = Type and program
method-licences-1 = The typefaces Source Serif 4 and Source Sans 3 are under the SIL Open Font License 1.1; their licences are served beside them. The program is under the Apache License 2.0.
