CALL keep_to_clinic('appointment_request');
