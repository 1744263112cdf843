CALL keep_to_clinic('conversation_filing');
CALL keep_to_clinic('conversation_filing_part');
