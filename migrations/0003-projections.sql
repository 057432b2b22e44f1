-- what:    which version each part of the read model has, and how far it is
-- why:     each is derived by itself when its own version changes; until now all were, when any did
-- lossless: yes

-- `cursor`: the position up to which the events are in its tables. `next_version` and `next_cursor`: of the tables that
-- are derived beside them, to take their place; null where none are.
CREATE TABLE projection (
  name         TEXT    PRIMARY KEY,
  version      INTEGER NOT NULL,
  cursor       INTEGER NOT NULL,
  next_version INTEGER,
  next_cursor  INTEGER
) STRICT, WITHOUT ROWID;

-- It named the one version that all of them had.
DELETE FROM fact WHERE name = 'model';
