-- Charters that their signers agree on before the process exists: the secretariat drafts, each actor's principal comes by
-- an invitation, and with the last signature the process is founded.
CREATE TABLE charter_draft (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    made_by     BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    made_ms     INTEGER NOT NULL,
    -- One more with each change, so that nobody changes what they have not read.
    revision    INTEGER NOT NULL,
    -- What was filled in, as JSON. Empty once the process is founded: then the record has it.
    plan        TEXT NOT NULL,
    -- The draft file that circulates, without signatures. None until every signer's key is known.
    draft       TEXT,
    -- Since when it circulates.
    fixed_ms    INTEGER,
    -- The process, once it is founded.
    process     BLOB CHECK (length(process) = 32),
    CHECK ((draft IS NULL) = (fixed_ms IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX charter_draft_of ON charter_draft (made_by);

-- For which actor somebody signs a charter, with which key, and what they have said to it.
CREATE TABLE charter_signer (
    charter     BLOB NOT NULL REFERENCES charter_draft (id) ON DELETE CASCADE,
    actor       TEXT NOT NULL,
    -- Who came for it, and the public half of their key. None before anybody came.
    person      BLOB REFERENCES person (id) ON DELETE SET NULL,
    vkey        TEXT,
    -- The signature line over the draft as it is.
    signature   TEXT,
    -- Why they do not sign it, in their words.
    declined    TEXT,
    PRIMARY KEY (charter, actor),
    UNIQUE (charter, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX charter_signer_of ON charter_signer (person);

-- An invitation to sign a charter for an actor.
ALTER TABLE invitation ADD COLUMN charter BLOB REFERENCES charter_draft (id) ON DELETE CASCADE;
ALTER TABLE invitation ADD COLUMN signs_for TEXT CHECK ((charter IS NULL) = (signs_for IS NULL));
