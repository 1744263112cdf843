CALL keep_to_clinic('hidden_copy');
