-- People and how they sign in. Nothing here gives anybody a power: that is in the record.

CREATE TABLE person (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    name        TEXT NOT NULL,
    -- Whether the person is of the venue's own secretariat: may found processes.
    of_venue    INTEGER NOT NULL CHECK (of_venue IN (0, 1)),
    made_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- For which actor of which process somebody was invited: what they may ask to be given powers for.
CREATE TABLE seat (
    person      BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    process     BLOB NOT NULL CHECK (length(process) = 32),
    actor       TEXT NOT NULL,
    PRIMARY KEY (person, process, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
    id          BLOB PRIMARY KEY,
    person      BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    label       TEXT NOT NULL,
    -- What the sign-in library keeps of it, as JSON.
    state       TEXT NOT NULL,
    made_ms     INTEGER NOT NULL,
    used_ms     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_of ON passkey (person);

-- The public halves of the keys with which a person signs.
CREATE TABLE device (
    key_name    TEXT PRIMARY KEY,
    person      BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    vkey        TEXT NOT NULL,
    label       TEXT NOT NULL,
    made_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_of ON device (person);

-- An invitation is known by the hash of what its link holds.
CREATE TABLE invitation (
    token       BLOB PRIMARY KEY CHECK (length(token) = 32),
    -- Who comes back, where the invitation is for one who has an account.
    person      BLOB REFERENCES person (id) ON DELETE CASCADE,
    of_venue    INTEGER NOT NULL CHECK (of_venue IN (0, 1)),
    process     BLOB CHECK (length(process) = 32),
    actor       TEXT,
    made_by     BLOB REFERENCES person (id) ON DELETE SET NULL,
    made_ms     INTEGER NOT NULL,
    until_ms    INTEGER NOT NULL,
    CHECK ((process IS NULL) = (actor IS NULL))
) STRICT, WITHOUT ROWID;

-- A session is known by the hash of its cookie; its owner knows it by its number.
CREATE TABLE session (
    number      INTEGER PRIMARY KEY,
    token       BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
    person      BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    label       TEXT NOT NULL,
    made_ms     INTEGER NOT NULL,
    used_ms     INTEGER NOT NULL,
    until_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX session_of ON session (person);

-- How far of a process a person had seen when they were there before, and has seen by now.
CREATE TABLE visit (
    person      BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    process     BLOB NOT NULL CHECK (length(process) = 32),
    before      TEXT NOT NULL,
    newest      TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (person, process)
) STRICT, WITHOUT ROWID;

-- Drafts that several sign: they go from one to the next, and onto the record with the last signature.
CREATE TABLE circulation (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- None while the process that it founds does not exist.
    process     BLOB CHECK (length(process) = 32),
    draft       TEXT NOT NULL,
    made_by     BLOB REFERENCES person (id) ON DELETE SET NULL,
    made_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
