CALL keep_to_clinic('look');
CALL keep_to_clinic('look_draft');
CALL keep_to_clinic('look_file');
