CALL keep_to_clinic('family_settings');
CALL keep_to_clinic('access_request');
CALL keep_to_clinic('portal_invitation');
