/** Whether SQLite could not write because the disk is full or failing, so that a later attempt may succeed. */
export function isDiskFull(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR");
}
