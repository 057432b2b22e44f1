-- what:    what people are writing and have not sent
-- why:     a draft survives the browser, and colleagues see it; it changes often and is no history
-- lossless: yes

CREATE TABLE draft (
  -- 0 for a ticket that is still to be opened
  ticket   INTEGER NOT NULL,
  user     TEXT    NOT NULL,
  -- such as 'reply' or 'note'
  kind     TEXT    NOT NULL,
  -- the form that it was written in
  writer   TEXT    NOT NULL,
  saved_at INTEGER NOT NULL,
  -- JSON: the fields of its form
  fields   TEXT    NOT NULL,
  PRIMARY KEY (ticket, user, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_user ON draft (user, saved_at);
