CALL keep_to_clinic('invoice');
CALL keep_to_clinic('invoice_line');
CALL keep_to_clinic('invoice_void');
CALL keep_to_clinic('checkout');
CALL keep_to_clinic('invoice_payment');
CALL keep_to_clinic('invoice_refund');
CALL keep_to_clinic('payment_event');
CALL keep_to_clinic('invoice_number');
