-- Deliveries are looked for by their state only while they wait; an index on every state tempted planners to read all that
-- failed in years where one message's were asked for.
DROP INDEX delivery_by_state;
CREATE INDEX delivery_waiting ON delivery (clinic_id, updated_at) WHERE state = 'queued';

CREATE INDEX draft_attachment_by_chart_item ON draft_attachment (clinic_id, chart_item_id) WHERE chart_item_id IS NOT NULL;
CREATE INDEX notification_link_by_patient ON notification_link (clinic_id, patient_id);
