CALL keep_to_clinic('call_task');
