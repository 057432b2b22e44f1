import Sqlite from "better-sqlite3";

/** The version of SQLite, as a connection says. @param nativeBinding the addon, if it is not the package's */
export function sqliteVersion(nativeBinding: object | undefined): string {
  const options = Object.assign<Sqlite.Options, object>({}, { nativeBinding });
  const database = new Sqlite(":memory:", options);
  try {
    return String(database.prepare("SELECT sqlite_version()").pluck().get());
  } finally {
    database.close();
  }
}
