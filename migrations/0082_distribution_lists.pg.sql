CALL keep_to_clinic('distribution_list');
CALL keep_to_clinic('distribution_list_member');
CALL keep_to_clinic('distribution_list_user');
