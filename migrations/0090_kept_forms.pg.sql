CALL keep_to_clinic('kept_form');
