CALL keep_to_clinic('portal_passkey');
