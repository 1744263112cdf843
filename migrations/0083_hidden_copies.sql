-- Hidden copies (M48): who of the staff was given a read-only copy of a conversation without being named in it, frozen when it
-- was sent. Nothing that the patient's side reads joins this table.

-- list_id: the list through which they were picked; none where they had been taken off it by then.
-- left_out: why somebody who was picked got no copy; none for those who got one.
-- joined_at: since when they take part openly.
CREATE TABLE hidden_copy (
    clinic_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    message_id uuid NOT NULL,
    list_id uuid,
    sent_by uuid NOT NULL,
    sent_at bigint NOT NULL,
    left_out text,
    joined_at bigint,
    CONSTRAINT hidden_copy_pkey PRIMARY KEY (clinic_id, conversation_id, staff_id),
    CONSTRAINT hidden_copy_message FOREIGN KEY (clinic_id, message_id) REFERENCES message (clinic_id, id),
    CONSTRAINT hidden_copy_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id),
    CONSTRAINT hidden_copy_sent_by FOREIGN KEY (clinic_id, sent_by) REFERENCES staff_member (clinic_id, id),
    CONSTRAINT hidden_copy_list FOREIGN KEY (clinic_id, list_id) REFERENCES distribution_list (clinic_id, id),
    CONSTRAINT hidden_copy_left_out CHECK (left_out IN ('left', 'off_the_list')),
    CONSTRAINT hidden_copy_joins CHECK (joined_at IS NULL OR left_out IS NULL)
);
-- Whatever is stored as a message asks whether a copy points at it.
CREATE INDEX hidden_copy_by_message ON hidden_copy (clinic_id, message_id);
