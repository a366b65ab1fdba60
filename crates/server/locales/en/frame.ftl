# What every page stands in.

skip = Skip to the text
venue-default = Verbale
page-title = { $page } · { $process }
languages-label = Language
sections-label = Process
series-label = Series
sheets-label = Sheets
to-venue = To the first page

unofficial = Unofficial chronicle from public reports; no state or organisation named takes part.

read-only = The record takes no new notes at present; what is on it can be read and checked.

nav-standing = Standing
nav-items = Items
nav-rounds = Rounds
nav-groups = Working groups
nav-commitments = Commitments
nav-statements = Statements
nav-picture = Picture
nav-record = Record
nav-search = Search

series-name = Series of { $series }
series-all = All series
series-none = Without a series

clock-as-of = As of
clock-show = Show
clock-today = Today
clock-first = no earlier act
clock-last = no later act
clock-record-held = What the record held
clock-at-size-label = After so many notes
clock-at-size = Shown is what could be known when the record held { GROUPED($at) } of its { GROUPED($size) } notes.
clock-whole = All notes
clock-play = Play act by act
clock-pause = Pause
clock-failed = The next page could not be fetched.

seal = record of { $notes }, head { $head }, { $cosigned }, { $verify }
cosigned =
    { $n ->
        [0] not cosigned
       *[other] cosigned by { GROUPED($n) }
    }
verify-link = verify
colophon-record = Record of { $notes } · head of the room { $room }: { $head }
colophon-verify = How to check this yourself
colophon-method = How the standing is computed
colophon-archive = Download the record
colophon-feed = New notes as a feed (Atom)
colophon-calendar = Rounds and deadlines for your calendar
colophon-portal = To show this on another site
calendar-reply-by = Reply by this day: { $title }
calendar-owed = { $actor } owes { $what }.

sheet-newer = Newer
sheet-older = Older
sheet-earlier = Earlier notes
sheet-later = Later notes

problem-not_found = Nothing is here
problem-not_found-next = There is nothing at this address that you may see. Check the address, or begin at the first page.
problem-erased = This was erased
problem-erased-next = Its commitment remains on the record; its words cannot be shown any more.
problem-signed_out = You have not signed in
problem-signed_out-next = This is for members. Sign in and come back; if you had, your session has ended.
problem-sign_in_failed = The sign-in does not hold
problem-sign_in_failed-next = Begin again. Whoever has no account needs an invitation.
problem-foreign_origin = That came from another site
problem-foreign_origin-next = Nothing was done. Use the venue's own pages.
problem-not_yours = This is not yours to do
problem-not_yours-next = Ask somebody of the actor, or of the secretariat, to do it.
problem-conflict = Something stands in the way
problem-conflict-next = Remove what is not used any more, or choose another name, then try again.
problem-method_not_allowed = This address cannot be used so
problem-method_not_allowed-next = Go back and use the links and forms of the page.
problem-malformed = The address cannot be read
problem-malformed-next = Something in the address has not the form that it should have. Correct it, or go back and choose again.
problem-invalid_value = A value cannot be used
problem-invalid_value-next = Go back and choose another value.
problem-media_type = The data is of the wrong kind
problem-media_type-next = Go back and send it again in the form that the page asks for.
problem-body_too_large = Too much was sent
problem-body_too_large-next = Go back and send less.
problem-address_too_long = The address is too long
problem-address_too_long-next = Shorten the address, or begin at the first page.
problem-timed_out = That took too long
problem-timed_out-next = Try again in a moment.
problem-overloaded = The venue is busy
problem-overloaded-next = Try again in a moment.
problem-refused = The record refused the note
problem-refused-next = The reason stands below; nothing was recorded.
problem-read_only = The record takes nothing at present
problem-read_only-next = It can be read and checked; whoever keeps it must first recover what it lacks.
problem-store_failed = The page could not be made
problem-store_failed-next = The fault is on our side. Try again in a moment; nothing that was recorded is lost.
