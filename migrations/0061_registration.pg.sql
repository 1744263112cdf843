CALL keep_to_clinic('registration_form');
CALL keep_to_clinic('registration_field');
CALL keep_to_clinic('registration_consent');
CALL keep_to_clinic('registration');
CALL keep_to_clinic('registration_identifier');
