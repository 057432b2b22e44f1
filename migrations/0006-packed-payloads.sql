-- what:    new payloads are stored beside their events, and compressed in blocks of consecutive ones
-- why:     they were almost half of the file; one by one they hardly shrink, and events without them stay close together
-- lossless: yes

-- Of the payload, in bytes as UTF-8; null for events that were written before this step. Those keep theirs in `payload`, and
-- so does what a block cannot have (src/record/payloads.ts). Events whose `salt` is null were erased by law.
ALTER TABLE event ADD COLUMN size INTEGER;

-- New payloads, until idle time has moved them into a block.
CREATE TABLE payload_new (
  position INTEGER PRIMARY KEY,
  body     TEXT NOT NULL
) STRICT;

-- The payloads of the events `first` to `last`, a line each, an empty one for what was erased; `body` is a Zstandard frame
-- (RFC 8878) without a dictionary, so that any tool can read it. Another way to compress gets another name in `encoding`.
CREATE TABLE payload_block (
  last     INTEGER PRIMARY KEY,
  first    INTEGER NOT NULL,
  size     INTEGER NOT NULL,
  encoding TEXT    NOT NULL,
  body     BLOB    NOT NULL
) STRICT;

-- Events that were erased and may still have a line in a block: idle time empties it.
CREATE TABLE payload_erased (position INTEGER PRIMARY KEY) STRICT;

DROP TRIGGER event_only_erased;
CREATE TRIGGER event_only_erased BEFORE UPDATE ON event
WHEN NEW.payload IS NOT NULL OR (NEW.salt IS NOT NULL AND NEW.salt IS NOT OLD.salt)
  OR NEW.position <> OLD.position OR NEW.time <> OLD.time OR NEW.actor <> OLD.actor
  OR NEW.ticket IS NOT OLD.ticket OR NEW.ticket_version IS NOT OLD.ticket_version OR NEW.type <> OLD.type
  OR NEW.version <> OLD.version OR NEW.digest <> OLD.digest OR NEW.chain <> OLD.chain OR NEW.size IS NOT OLD.size
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Erasing an event (payload and salt to null) erases its payload wherever it is.
CREATE TRIGGER event_erased AFTER UPDATE OF salt ON event WHEN NEW.salt IS NULL AND OLD.salt IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO payload_erased (position) VALUES (NEW.position);
  DELETE FROM payload_new WHERE position = NEW.position;
END;

CREATE TRIGGER payload_never_changed BEFORE UPDATE ON payload_new
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_only_moved BEFORE DELETE ON payload_new
WHEN EXISTS (SELECT 1 FROM event WHERE position = OLD.position AND salt IS NOT NULL)
  AND coalesce((SELECT first FROM payload_block WHERE last >= OLD.position ORDER BY last LIMIT 1) > OLD.position, 1)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_block_never_deleted BEFORE DELETE ON payload_block
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER payload_block_stays BEFORE UPDATE ON payload_block
WHEN NEW.last <> OLD.last OR NEW.first <> OLD.first
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
