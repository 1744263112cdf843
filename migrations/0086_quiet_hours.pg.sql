CALL keep_to_clinic('delivery_settings');
CALL keep_to_clinic('patient_call');
