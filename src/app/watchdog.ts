import type { Log } from "../base/log.ts";
import { textIn } from "../text/command-line.ts";
import type { Manager } from "./manager.ts";

/**
 * Tells the service manager twice in each of its intervals that the program is alive: the event loop runs, and the
 * journal has been written since the last time. A full disk does not cause a restart; the status says so.
 * @param write writes something to the journal's file, durably
 * @param usual the status while all is well
 * @returns a function that stops it
 */
export function reportHealth(
  manager: Manager,
  write: () => Promise<void>,
  usual: string,
  log: Log,
): () => void {
  const t = textIn(manager.language);
  let told = "";
  const status = (text: string) => {
    if (text !== told) manager.status(text);
    told = text;
  };
  status(usual);
  if (manager.watchdog === null) return () => {};
  let writing = false;
  const beat = async () => {
    // The previous write has not returned: this is what the manager waits to find out.
    if (writing) return;
    writing = true;
    try {
      status((await isFull(write)) ? t("status.full") : usual);
      manager.alive();
    } catch (cause) {
      log.error("the journal cannot be written; the service manager will restart the program", { cause });
      status(t("status.not-written"));
    } finally {
      writing = false;
    }
  };
  const timer = setInterval(beat, manager.watchdog / 2);
  manager.alive();
  return () => clearInterval(timer);
}

/** @throws other errors that prevent writing the journal */
async function isFull(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return false;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "SQLITE_FULL") return true;
    throw cause;
  }
}
