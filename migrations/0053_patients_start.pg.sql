CALL keep_to_clinic('portal_first_draft');
