CALL keep_to_clinic('portal_account');
CALL keep_to_clinic('account_recovery');
