CALL keep_to_clinic('message_template');
CALL keep_to_clinic('message_template_version');
