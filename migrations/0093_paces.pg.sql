CALL keep_to_clinic('provider_outage');
