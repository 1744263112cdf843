CALL keep_to_clinic('automatic_reply_rule');
CALL keep_to_clinic('opening_hours');
CALL keep_to_clinic('closed_day');
CALL keep_to_clinic('automatic_reply');
