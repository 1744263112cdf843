CALL keep_to_clinic('notification_template');
