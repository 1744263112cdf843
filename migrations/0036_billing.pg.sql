CALL keep_to_clinic('billing_settings');
CALL keep_to_clinic('fee_code');
CALL keep_to_clinic('fee_code_version');
CALL keep_to_clinic('billable_message');
CALL keep_to_clinic('billing_correction');
