-- Each node asks every moment whether the sessions of its open streams still hold.

CREATE INDEX session_by_id ON session (id);
