-- what:    the journal, its blobs, and what belongs to the running program
-- why:     first released data format
-- lossless: yes

-- The truth. Positions have no gaps; `chain` binds each event to all before it over the digest of its payload, so
-- that a payload can be erased by law and the chain still verifies.
CREATE TABLE event (
  position       INTEGER PRIMARY KEY,
  time           INTEGER NOT NULL,
  actor          TEXT    NOT NULL,
  ticket         INTEGER,
  ticket_version INTEGER,
  type           TEXT    NOT NULL,
  version        INTEGER NOT NULL,
  digest         BLOB    NOT NULL,
  chain          BLOB    NOT NULL,
  salt           BLOB,
  payload        TEXT
) STRICT;
CREATE UNIQUE INDEX event_ticket ON event (ticket, ticket_version) WHERE ticket IS NOT NULL;

CREATE TRIGGER event_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_only_erased BEFORE UPDATE ON event
WHEN NEW.payload IS NOT NULL OR NEW.position <> OLD.position OR NEW.time <> OLD.time OR NEW.actor <> OLD.actor
  OR NEW.ticket IS NOT OLD.ticket OR NEW.ticket_version IS NOT OLD.ticket_version OR NEW.type <> OLD.type
  OR NEW.version <> OLD.version OR NEW.digest <> OLD.digest OR NEW.chain <> OLD.chain
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Raw mails and attachments by the SHA-256 of their bytes; `encoding` is 'raw' until idle time has compressed it.
CREATE TABLE blob (
  id       INTEGER PRIMARY KEY,
  sha256   BLOB    NOT NULL UNIQUE,
  size     INTEGER NOT NULL,
  encoding TEXT    NOT NULL CHECK (encoding IN ('raw', 'zstd', 'plain')),
  body     BLOB    NOT NULL
) STRICT;
CREATE INDEX blob_uncompressed ON blob (id) WHERE encoding = 'raw';

-- Of the running program, not of the business: lost without harm, never rebuilt.
CREATE TABLE session (
  hash       BLOB    PRIMARY KEY,
  user       TEXT    NOT NULL,
  csrf       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user);

CREATE TABLE idempotency (
  token      TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  request    BLOB    NOT NULL,
  status     INTEGER NOT NULL,
  body       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (token, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Which message is being handed to the next server, so that no two attempts run at once.
CREATE TABLE delivery_lease (
  message TEXT    PRIMARY KEY,
  until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the development catcher caught.
CREATE TABLE caught (
  id          INTEGER PRIMARY KEY,
  received_at INTEGER NOT NULL,
  sender      TEXT    NOT NULL,
  recipients  TEXT    NOT NULL,
  raw         BLOB    NOT NULL
) STRICT;

-- MTA-STS policies that are in force (RFC 8461): kept over a restart, so that nobody can take one away meanwhile.
CREATE TABLE mta_sts (
  domain TEXT    PRIMARY KEY,
  id     TEXT    NOT NULL,
  policy TEXT    NOT NULL,
  until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Small facts about this file: which read model it holds.
CREATE TABLE fact (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
