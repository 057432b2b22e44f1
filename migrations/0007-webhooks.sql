-- what:    what is due to endpoints of other systems, and how they answered
-- why:     webhooks: calls are made from the journal, in order, and are tried again over days
-- lossless: yes

-- How far each endpoint has come in the journal, and how its calls went. If it is lost, calls are made again.
CREATE TABLE webhook_lane (
  webhook  TEXT    PRIMARY KEY,
  position INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  failing_since INTEGER,
  next_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Calls: those that wait, and the last ones that are over.
CREATE TABLE webhook_delivery (
  number     INTEGER PRIMARY KEY,
  -- names it to the endpoint; the same for the same event
  id         TEXT    NOT NULL UNIQUE,
  webhook    TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  ticket     INTEGER,
  created_at INTEGER NOT NULL,
  body       TEXT    NOT NULL,
  -- 'waiting', 'delivered' or 'failed'
  state      TEXT    NOT NULL,
  attempts   INTEGER NOT NULL,
  -- null once it is over
  next_at    INTEGER,
  -- 1 if someone asked for it, and waits
  asked      INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_delivery_of      ON webhook_delivery (webhook, number);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook, number) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_delivery_over    ON webhook_delivery (webhook, number) WHERE next_at IS NULL;

CREATE TABLE webhook_attempt (
  number   INTEGER PRIMARY KEY,
  delivery INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  -- milliseconds
  took     INTEGER NOT NULL,
  -- null if there was no answer
  status   INTEGER,
  -- the start of the answer
  answer   TEXT    NOT NULL,
  -- JSON: why it failed
  fault    TEXT
) STRICT;
CREATE INDEX webhook_attempt_delivery ON webhook_attempt (delivery, number);
