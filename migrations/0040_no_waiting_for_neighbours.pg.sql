-- A foreign key is checked by reading the row that it points to. For a conversation that a transaction has just begun, that
-- row stands on the page of the index where every other transaction begins its own, and transactions that read and write
-- one page can't be put into an order: one of two was run again. So PostgreSQL does not check these five. Each of the rows is
-- only written by a transaction that has inserted or locked its conversation, no conversation is ever deleted, and SQLite,
-- on which every test runs too, checks them all.
ALTER TABLE message DROP CONSTRAINT message_conversation;
ALTER TABLE inbox_entry DROP CONSTRAINT inbox_entry_conversation;
ALTER TABLE conversation_portal_user DROP CONSTRAINT conversation_portal_user_conversation;
ALTER TABLE conversation_staff DROP CONSTRAINT conversation_staff_conversation;
ALTER TABLE conversation_closure DROP CONSTRAINT conversation_closure_conversation;
