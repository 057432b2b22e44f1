import type { Log } from "../base/log.ts";
import { textIn } from "../text/command-line.ts";
import type { Manager } from "./manager.ts";

/**
 * Tells the service manager twice in each of its intervals that the program is alive: the event loop runs, and the
 * journal has been written since the last time. A full disk does not cause a restart; the status says so.
 * @param write writes something to the journal's file, durably
 * @param usual gives the status while the journal can be written
 * @returns a function that stops it
 */
export function reportHealth(
  manager: Manager,
  write: () => Promise<void>,
  usual: () => string,
  log: Log,
): () => void {
  const t = textIn(manager.language);
  let told = "";
  let trouble: string | null = null;
  const show = () => {
    const text = trouble ?? usual();
    if (text !== told) manager.status(text);
    told = text;
  };
  show();
  const shown = setInterval(show, SHOWN);
  if (manager.watchdog === null) return () => clearInterval(shown);
  let writing = false;
  const beat = async () => {
    // The previous write has not returned: this is what the manager waits to find out.
    if (writing) return;
    writing = true;
    try {
      trouble = (await isFull(write)) ? t("status.full") : null;
      show();
      manager.alive();
    } catch (cause) {
      log.error("the journal cannot be written; the service manager will restart the program", { cause });
      trouble = t("status.not-written");
      show();
    } finally {
      writing = false;
    }
  };
  const timer = setInterval(beat, manager.watchdog / 2);
  manager.alive();
  return () => {
    clearInterval(timer);
    clearInterval(shown);
  };
}

/** Milliseconds between updates of the status. */
const SHOWN = 2000;

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
