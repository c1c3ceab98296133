-- Messages that disappear. `expires_at` of a message is written with it and taken away when it is erased.

-- Seconds after which new messages of the chat disappear, as the chat service says; NULL lets them stay.
ALTER TABLE message.heads ADD COLUMN disappear_after integer;

-- Which messages are due: only those that disappear have a row here, and only until they do.
CREATE INDEX messages_by_expiry ON message.messages (expires_at) WHERE expires_at IS NOT NULL;

-- By which old receipts are found without an index of each: they are written in the order of their times.
CREATE INDEX receipt_moves_by_time ON message.receipt_moves USING brin (at);
