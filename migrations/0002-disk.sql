-- How much room the disk had, a row for each day (UTC): tells when it will be full.
CREATE TABLE disk_free (
  day  TEXT    PRIMARY KEY,
  free INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
