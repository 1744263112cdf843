//! Conversations: sending, reading, answering, closing.
