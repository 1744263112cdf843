CALL keep_to_clinic('text_report');
CALL keep_to_clinic('text_word');
CALL keep_to_clinic('stopped_address');
