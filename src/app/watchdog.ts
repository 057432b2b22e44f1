import type { Log } from "../base/log.ts";
import type { Manager } from "./manager.ts";

/**
 * Tells the service manager twice in each of its intervals that the program is well: the event loop gets to it, and the
 * journal took a write since the last time. A full disk is no reason to be started anew; it is told in words.
 * @param write puts something into the journal's file, durably
 * @param usual the status while all is well
 * @returns the way to stop
 */
export function reportHealth(
  manager: Manager,
  write: () => Promise<void>,
  usual: string,
  log: Log,
): () => void {
  let told = "";
  const status = (text: string) => {
    if (text !== told) manager.status(text);
    told = text;
  };
  status(usual);
  if (manager.watchdog === null) return () => {};
  let writing = false;
  const beat = async () => {
    // The write before has not come back: that is what the manager waits to find out.
    if (writing) return;
    writing = true;
    try {
      status((await isFull(write)) ? "the disk is full: mail is put off until there is room" : usual);
      manager.alive();
    } catch (cause) {
      log.error("the journal takes no writes; the service manager will start the program anew", { cause });
      status("the journal takes no writes");
    } finally {
      writing = false;
    }
  };
  const timer = setInterval(beat, manager.watchdog / 2);
  manager.alive();
  return () => clearInterval(timer);
}

/** @throws what else keeps the journal from taking it */
async function isFull(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return false;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "SQLITE_FULL") return true;
    throw cause;
  }
}
