CALL keep_to_clinic('response_awaited');
CALL keep_to_clinic('delivery');
