-- Seconds after which new messages of the chat disappear; NULL lets them stay.
ALTER TABLE chat.chats ADD COLUMN disappear_after integer CHECK (disappear_after > 0);
