-- What the clinic calls its patients and staff (M65): JSON by word and language, empty for the built-in words. It stands
-- beside the clinic's name, because whatever reads that for a page or a notice needs these too.
ALTER TABLE clinic ADD COLUMN labels text NOT NULL DEFAULT '';

-- Grows with each save, so that two people don't undo each other unseen.
ALTER TABLE clinic ADD COLUMN labels_version bigint NOT NULL DEFAULT 1;
