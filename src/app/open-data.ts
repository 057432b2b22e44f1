import { fault } from "../base/fault.ts";
import type { Log } from "../base/log.ts";
import type { Data } from "../engine/data.ts";
import { createData, discardData, isNewFolder } from "../engine/operate/data-folder/folder.ts";
import type { JoinedJournal } from "../engine/operate/data-folder/remote-journal.ts";
import type { RebuildRhythm } from "../engine/operate/rebuild.ts";
import { textIn } from "../text/command-line.ts";
import { failure } from "../text/index.ts";
import { openData, openNewData } from "./data.ts";
import type { Manager } from "./manager.ts";

/** Milliseconds that one step of converting the data to this release's format may take. */
const OPENING = 15 * 60_000;

/**
 * Opens the data for the program; reports slow work to the service manager. A long rebuild of the read model is left to
 * the caller.
 * @param joined the journal, if it is in another database: a new folder becomes a copy of it
 * @throws Failure for problems that the operator can solve
 */
export async function openDataToServe(
  path: string,
  rhythm: RebuildRhythm,
  log: Log,
  manager: Manager,
  joined: JoinedJournal | null,
): Promise<Data> {
  const t = textIn(manager.language);
  manager.status(t("status.opening"));
  manager.patience(OPENING);
  const isNew = joined !== null && isNewFolder(path);
  if (isNew) createData(path);
  const data = (isNew ? openNewData : openData)(path, {
    behind: true,
    ...(joined ? { remote: joined.remote } : {}),
    onListenerFailed: (cause) => log.error("a part of the program failed on hearing of a commit", { cause }),
  });
  try {
    await data.catchUpWithJournal();
    hostnameOf(data, path);
    rebuildAtOnce(data, rhythm, log);
    return data;
  } catch (cause) {
    data.close();
    if (isNew) discardData(path);
    throw cause;
  }
}

/** Of small data: then nobody notices. */
function rebuildAtOnce(data: Data, { atOnce, slice }: RebuildRhythm, log: Log): void {
  const until = performance.now() + atOnce;
  try {
    while (data.isBehind() && performance.now() < until) data.catchUp(slice);
  } catch (cause) {
    // It is tried again while mail is received.
    log.warn("the read model could not be rebuilt at once", { cause });
  }
}

/**
 * The host name in the data.
 * @throws Failure if they are not set up
 */
export function hostnameOf(data: Data, path: string): string {
  const hostname = data.hostname();
  if (hostname === null) throw failure(fault("data-folder.not-set-up", { params: { path } }));
  return hostname;
}
