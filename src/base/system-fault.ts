import { type Fault, fault } from "./fault.ts";

/**
 * An error of the operating system as a fault, so that people read a sentence and not a code.
 * @param cause what was thrown
 * @param path the file or folder it is about, for errors that do not name it
 * @returns null for errors that are not the operating system's
 */
export function systemFault(cause: unknown, path?: string): Fault | null {
  if (!(cause instanceof Error && "code" in cause && "syscall" in cause)) return null;
  const { code, syscall } = cause;
  const named = "path" in cause && typeof cause.path === "string" ? cause.path : path;
  const problem = wordsOf(cause.message, String(syscall));
  if (named === undefined) return fault("system.failed", { params: { problem }, cause });
  const params = { path: named };
  switch (code) {
    case "ENOENT":
      return fault("system.absent", { params, cause });
    case "ENOTDIR":
      // Listing a folder names the folder itself; everything else, a path through a file.
      return String(syscall).endsWith("dir") && syscall !== "mkdir" && syscall !== "rmdir"
        ? fault("system.not-folder", { params, cause })
        : fault("system.through-file", { params, cause });
    case "EISDIR":
      return fault("system.folder", { params, cause });
    case "EACCES":
    case "EPERM":
      return fault("system.rights", { params, cause });
    case "EROFS":
      return fault("system.read-only", { params, cause });
    case "EEXIST":
      return fault("system.exists", { params, cause });
    case "ENAMETOOLONG":
      return fault("system.name-long", { params, cause });
    case "ENOSPC":
    case "EDQUOT":
      return fault("system.no-room", { params, cause });
    default:
      return fault("system.failed-at", { params: { ...params, problem }, cause });
  }
}

/** Node's message is "CODE: words, call 'path'", of listeners "call CODE: words place"; without words, the call is left. */
function wordsOf(message: string, call: string): string {
  const at = message.indexOf(": ");
  const words = at < 0 ? "" : message.slice(at + 2);
  const end = words.indexOf(", ");
  return words === "" ? `${call} failed` : end < 0 ? words : words.slice(0, end);
}
