CALL keep_to_clinic('notice_window');
