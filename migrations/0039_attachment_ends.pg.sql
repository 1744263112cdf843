CALL keep_to_clinic('attachment_end');
