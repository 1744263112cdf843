-- Distribution lists (M48): named groups of staff, out of whom hidden copies of a message are given.

-- for_everybody: whoever may send messages can use it; otherwise the members of the workgroups in distribution_list_user.
-- version: grows with each save, so that two people don't undo each other unseen.
CREATE TABLE distribution_list (
    clinic_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    for_everybody boolean NOT NULL,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL,
    retired_by uuid,
    retired_at bigint,
    CONSTRAINT distribution_list_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT distribution_list_name UNIQUE (clinic_id, name),
    CONSTRAINT distribution_list_created_by FOREIGN KEY (clinic_id, created_by) REFERENCES staff_member (clinic_id, id),
    CONSTRAINT distribution_list_retired_by FOREIGN KEY (clinic_id, retired_by) REFERENCES staff_member (clinic_id, id)
);

-- Who is on a list. Somebody who has left the clinic stays on it, is shown as such, and gets nothing.
CREATE TABLE distribution_list_member (
    clinic_id uuid NOT NULL,
    list_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    CONSTRAINT distribution_list_member_pkey PRIMARY KEY (clinic_id, list_id, staff_id),
    CONSTRAINT distribution_list_member_list FOREIGN KEY (clinic_id, list_id) REFERENCES distribution_list (clinic_id, id),
    CONSTRAINT distribution_list_member_staff FOREIGN KEY (clinic_id, staff_id) REFERENCES staff_member (clinic_id, id)
);

-- Whose members may use a list that is not for everybody.
CREATE TABLE distribution_list_user (
    clinic_id uuid NOT NULL,
    list_id uuid NOT NULL,
    workgroup_id uuid NOT NULL,
    CONSTRAINT distribution_list_user_pkey PRIMARY KEY (clinic_id, list_id, workgroup_id),
    CONSTRAINT distribution_list_user_list FOREIGN KEY (clinic_id, list_id) REFERENCES distribution_list (clinic_id, id),
    CONSTRAINT distribution_list_user_workgroup FOREIGN KEY (clinic_id, workgroup_id) REFERENCES workgroup (clinic_id, id)
);
