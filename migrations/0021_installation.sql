-- One row for the whole installation: by key_check the root key is recognised before anything is read or written.
CREATE TABLE installation (
    id bigint NOT NULL,
    key_check bytea NOT NULL,
    CONSTRAINT installation_pkey PRIMARY KEY (id),
    CONSTRAINT installation_one CHECK (id = 1)
);
