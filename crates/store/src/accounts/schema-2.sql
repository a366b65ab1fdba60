-- How people are told outside the venue's pages that something came: by mail, and by calls to their programs.

-- One row for each person who ever gave an address. It stays when the address is removed, so that giving and
-- removing addresses gets nobody more mail than the interval allows.
CREATE TABLE mail (
    person      BLOB PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    address     TEXT,
    -- The tag of the language in which the person is written to.
    language    TEXT NOT NULL,
    -- SHA-256 of the code that was sent to the address, until it was typed in.
    code        BLOB CHECK (length(code) = 32),
    code_until_ms INTEGER,
    wanted      INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    -- Whether the last mail could not be handed over.
    failed      INTEGER NOT NULL CHECK (failed IN (0, 1)),
    -- When the last one that told of something was handed over.
    sent_ms     INTEGER,
    next_ms     INTEGER NOT NULL,
    CHECK ((code IS NULL) = (code_until_ms IS NULL))
) STRICT, WITHOUT ROWID;

-- How far of a process somebody was told by mail that there is something.
CREATE TABLE mailed (
    person      BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    process     BLOB NOT NULL CHECK (length(process) = 32),
    position    TEXT NOT NULL,
    PRIMARY KEY (person, process)
) STRICT, WITHOUT ROWID;

-- Calls to a program of a person's, one for each note of a process that the person may see. What waits is computed
-- from how far it was told; so this does not grow with the record.
CREATE TABLE webhook (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    person      BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    process     BLOB NOT NULL CHECK (length(process) = 32),
    url         TEXT NOT NULL,
    -- Both ends sign with it, so it is here itself and not its hash.
    secret      BLOB NOT NULL CHECK (length(secret) = 32),
    made_ms     INTEGER NOT NULL,
    position    TEXT NOT NULL,
    -- Failed tries of the next note, since when, and with which fault the last one.
    failures    INTEGER NOT NULL,
    since_ms    INTEGER,
    fault       TEXT,
    next_ms     INTEGER NOT NULL,
    taken_ms    INTEGER,
    given_up    INTEGER NOT NULL CHECK (given_up IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_of ON webhook (person);
