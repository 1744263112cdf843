CALL keep_to_clinic('contact_change');
