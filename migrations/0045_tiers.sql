-- What belongs to the tiers connect and connect_pro.

-- Whether patients may start a conversation, and whether automatic replies answer them (M10, connect_pro).
ALTER TABLE portal_settings ADD COLUMN patients_start boolean NOT NULL DEFAULT FALSE;
ALTER TABLE portal_settings ADD COLUMN automatic_replies boolean NOT NULL DEFAULT FALSE;

-- For how many days a browser may stay signed in to an account; 0: not at all.
ALTER TABLE portal_settings ADD COLUMN stay_signed_in_days bigint NOT NULL DEFAULT 0;

-- Whether the portal user signed in to an account of their own rather than by a notification's link (M9).
ALTER TABLE session ADD COLUMN by_account boolean NOT NULL DEFAULT FALSE;
