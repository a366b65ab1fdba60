-- Who is to sign a draft, so that whose signature is asked for is found without reading drafts.

CREATE TABLE circulation_signer (
    key_name    TEXT NOT NULL,
    circulation BLOB NOT NULL REFERENCES circulation (id) ON DELETE CASCADE,
    PRIMARY KEY (key_name, circulation)
) STRICT, WITHOUT ROWID;
CREATE INDEX signer_of ON circulation_signer (circulation);

-- Of drafts that circulate already, every device that one of them names: who reads the draft sees whether it is to sign.
INSERT INTO circulation_signer (key_name, circulation)
    SELECT device.key_name, circulation.id FROM device, circulation WHERE instr(circulation.draft, device.key_name) > 0;
