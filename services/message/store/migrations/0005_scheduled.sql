-- Messages that are to be sent later. A row goes when its message is sent; the job that sends it was enqueued with it.
CREATE TABLE message.scheduled (
  chat_id       uuid   NOT NULL,
  id            uuid   NOT NULL,
  user_id       uuid   NOT NULL,
  client_msg_id uuid   NOT NULL,
  content       text   NOT NULL,
  reply_to_id   uuid,
  mentions      uuid[] NOT NULL DEFAULT '{}',
  send_at       bigint NOT NULL,
  created_at    bigint NOT NULL,
  -- `sending` from when somebody set about it until it is sent, or refused: then nobody changes it any more.
  status        text   NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'sending', 'failed')),
  -- Why it failed.
  error_code    text,
  PRIMARY KEY (chat_id, id),
  UNIQUE (chat_id, user_id, client_msg_id)
);

CREATE INDEX scheduled_of_user ON message.scheduled (user_id, send_at, id);
CREATE INDEX scheduled_by_id ON message.scheduled (id);
