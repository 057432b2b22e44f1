-- what:    what people are writing in tickets and have not sent
-- why:     a draft survives the browser, and colleagues see it; it changes often and is no history
-- lossless: yes

CREATE TABLE draft (
  ticket   INTEGER NOT NULL,
  user     TEXT    NOT NULL,
  -- 'reply', 'note' or 'forward'
  kind     TEXT    NOT NULL,
  saved_at INTEGER NOT NULL,
  -- JSON: the fields of its form
  fields   TEXT    NOT NULL,
  PRIMARY KEY (ticket, user, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_user ON draft (user, saved_at);
