-- The record's rows. Each is written once; only a room's head and an annex's opening change.
--
-- A position is the room's number shifted by 36 bits plus the entry's index, so that a room's rows lie
-- together in their order without an index of their own. An annex's number is its entry's
-- position shifted by 7 bits plus its place in the act's list.
--
-- Hashes are looked up by their first 8 bytes as an integer, and the whole is compared
-- afterwards. Random keys would spread each batch over the whole of an index; the lookup indexes therefore
-- begin with the position shifted right by 16 bits, so that new keys go to the part that
-- is being filled, and a lookup asks each of the room's parts of 65,536 entries.

CREATE TABLE process (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    name TEXT NOT NULL UNIQUE,
    registry TEXT NOT NULL UNIQUE REFERENCES room (origin) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE room (
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 1048575),
    process INTEGER NOT NULL REFERENCES process (number),
    origin TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32),
    frontier BLOB NOT NULL,
    last_ms INTEGER NOT NULL,
    UNIQUE (process, name)
) STRICT;

CREATE TABLE leaf (
    position INTEGER PRIMARY KEY,
    time_ms INTEGER NOT NULL,
    commitment BLOB NOT NULL CHECK (length(commitment) = 32),
    commitment_key INTEGER NOT NULL
) STRICT;
CREATE INDEX leaf_commitment ON leaf (position >> 16, commitment_key);

CREATE TABLE note (
    position INTEGER PRIMARY KEY,
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    text_key INTEGER NOT NULL,
    signed BLOB NOT NULL
) STRICT;
CREATE INDEX note_text ON note (position >> 16, text_key);

-- The opening of an erased annex is null.
CREATE TABLE annex (
    number INTEGER PRIMARY KEY,
    commitment BLOB NOT NULL CHECK (length(commitment) = 32),
    commitment_key INTEGER NOT NULL,
    salt BLOB CHECK (length(salt) = 32),
    content BLOB,
    CHECK ((salt IS NULL) = (content IS NULL))
) STRICT;
CREATE INDEX annex_commitment ON annex (number >> 23, commitment_key);

-- Hashes of full tiles: level 1 stands for 256 leaves, level 2 for 65,536.
CREATE TABLE tile_root (
    room INTEGER NOT NULL,
    level INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (room, level, place)
) STRICT, WITHOUT ROWID;

-- Every head that was ever signed; its position is made of the room's number and the size.
CREATE TABLE checkpoint (
    position INTEGER PRIMARY KEY,
    root BLOB NOT NULL CHECK (length(root) = 32),
    signed BLOB NOT NULL
) STRICT;

CREATE TABLE cosignature (
    checkpoint INTEGER NOT NULL REFERENCES checkpoint (position),
    name TEXT NOT NULL,
    key_id INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (checkpoint, name, key_id, signature)
) STRICT, WITHOUT ROWID;
