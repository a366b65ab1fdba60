-- The evidence of a note that was carried to this room; null for one that was written in it.
ALTER TABLE note ADD COLUMN evidence BLOB;
