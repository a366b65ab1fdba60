# The words of the island that checks the record in the reader's browser: one message for each key of
# web/src/verify/messages.ts, with `island-` before it.

island-start = Check the record
island-cancel = Stop
island-again = Check again
island-download-fork = Save the proof of the fork

island-check-charter = The charter has the hash that identifies the process, and is signed by those it names
island-check-checkpoints = Checkpoints are signed by the log key of the charter
island-check-cosignatures = Checkpoints are cosigned by the witnesses of the charter
island-check-leaves = Entries follow each other in time
island-check-trees = The trees over all entries have the roots that the checkpoints promise
island-check-tiles = The published tiles hold the hashes of these trees
island-check-openings = Notes open what the entries commit to
island-check-annexes = Annexes open what their notes commit to
island-check-signatures = Notes are signed with keys of the charter and its credentials
island-check-heads = The heads that notes cite are beginnings of this record
island-check-proof = The note is an entry of its room: the proof leads to the checkpoint
island-check-remembered = The record continues what this browser verified before

island-count = { $done } of { $total }
island-count-none-asked = none asked for
island-count-first-time = first time here
island-count-unreached = not reached

island-good-title = What was checked holds
island-good = All { $entries } entries of the rooms { $rooms } were fetched and recomputed here. Their notes are signed by those who may sign, stand in the trees that the checkpoints promise, and none was changed, left out or moved.
island-good-note-title = This note is on the record
island-good-note = It is entry { $index } of the room { $room }, which holds { $size } entries. It is signed with a key of the registry, which was checked in full.
island-continues = On { $date } this browser verified { $size } entries of the room { $room }; the record still begins with them.

island-bad-title = A check failed
island-fail-charter = The charter that was served is not the one that identifies this process, or its signature fails. Nothing else can be trusted without it.
island-fail-checkpoints = The checkpoint of the room { $room } is not signed by the log key that the charter names.
island-fail-cosignatures = The charter asks for { $quorum } cosignatures; the checkpoint of the room { $room } has { $got } that verify.
island-fail-leaves = Entry { $index } of the room { $room } is no entry of a log, or its time lies before that of the entry before it.
island-fail-trees = The entries of the room { $room } do not make the tree that its checkpoint promises: an entry was changed, added, left out or moved.
island-fail-tiles = The file { $path } of the room { $room } does not hold the hashes of the tree that the checkpoint promises.
island-fail-openings = Entry { $index } of the room { $room } was served as something other than what the record commits to.
island-fail-annexes = An annex of entry { $index } of the room { $room } is not the one that its note commits to.
island-fail-signatures = Entry { $index } of the room { $room } is not signed by a key that may sign it, or its signature fails.
island-fail-heads = Entry { $index } of the room { $room } cites a head that this record never had: its author saw another record.
island-fail-proof = The proof that entry { $index } of the room { $room } is this note does not hold.
island-fail-fork = Two heads of the room { $room } conflict: the record was rewritten since this browser verified it, or other readers are shown another one. The proof of it shows this to anybody.
island-fail-shorter = The room { $room } has fewer entries than when this browser verified it. An old copy is served, or entries were taken away.
island-head-before = Verified here on { $date }: { $size } entries, root { $root }
island-head-now = Served now: { $size } entries, root { $root }
island-detail = What was found: { $detail }

island-cancelled-title = Stopped
island-cancelled = You stopped the check. Nothing is said about what was not reached.
island-offline-title = No answer
island-offline = The server did not answer; you may be offline. Nothing is said about the record. Try again when you are connected.
island-refused-title = The server refused
island-refused = The server answered { $status } for { $path }. Without it the record cannot be checked; nothing is said about it. Try again later, or ask the operator.
island-malformed-title = The answer cannot be read
island-malformed = What the server answered for { $path } is not in the form in which a log is published. Nothing is said about the record; check it with the program below.
island-unsupported-title = This browser cannot check signatures
island-unsupported = It does not know Ed25519 signatures, or this page came over a connection that is not secure. Use a newer browser, or the program below.
island-too-large-title = Too large for a page
island-too-large = { $size } entries are more than a page should check. Use the program below.

island-not-checked-title = What was not checked
island-not-checked-program = This page’s own program. It came from the same server as the record.
island-not-checked-charter = Whether this is the charter of the process that you mean. Compare its hash with somebody who takes part in it or keeps it: { $hash }
island-not-checked-replica = What the server shows to others. No other copy was compared.
island-not-checked-standing = The powers of those who signed, and the standing. They were not computed again here.
island-not-checked-rest = The other entries of the room that the note is in.
island-not-checked-erased = Annexes whose content was erased: { $count }
island-not-checked-unknown = Signatures on checkpoints by { $names }, whom the charter does not name.
island-not-checked-time = When the entries were made. No witness vouches for the times on the record.
island-not-checked-first = What the record held before. This browser verified it for the first time, and compares from now on.

island-repeat-title = How to repeat it without this page
island-repeat = With the program of this project, on your own machine: { $command }
