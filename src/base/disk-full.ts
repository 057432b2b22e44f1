/** Whether SQLite could not write because the disk is full or failing: it is worth trying again later. */
export function isDiskFull(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR");
}
