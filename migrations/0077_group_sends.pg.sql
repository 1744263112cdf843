CALL keep_to_clinic('group_send');
CALL keep_to_clinic('group_send_pick');
CALL keep_to_clinic('group_send_unmatched');
CALL keep_to_clinic('group_send_recipient');
CALL keep_to_clinic('group_send_told');
