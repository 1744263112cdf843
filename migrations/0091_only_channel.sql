-- Who wants to be told by their preferred channel and by no other (M49). Whoever was on file before can be told by both.
ALTER TABLE patient ADD COLUMN only_channel boolean NOT NULL DEFAULT false;
ALTER TABLE portal_user ADD COLUMN only_channel boolean NOT NULL DEFAULT false;
-- Why the other channel was not tried when this one failed: a code; none where it was, or nothing has failed.
ALTER TABLE delivery ADD COLUMN other_not_tried text;
