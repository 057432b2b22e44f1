import type { Box } from "./box.ts";
import { textIfAny } from "./files.ts";
import { listen } from "./listen.ts";
import { readTrial } from "./network/trial.ts";
import { appSocket, consoleSocket } from "./protocol.ts";
import { createServer } from "./server.ts";
import { reportUpdates } from "./update/index.ts";
import { startAgain } from "./verbs/backup.ts";
import { handlers } from "./verbs/index.ts";
import { unwatchTrial, watchTrial } from "./verbs/network.ts";

/** Milliseconds without a request after which a socket-activated helper ends. */
const IDLE = 60_000;

/**
 * The privileged helper: serves the protocol until SIGTERM, or, if socket-activated, until there has been no request
 * for a while, no change of the network is on trial, and no delay after a wrong PIN is known only here.
 * @returns the exit status
 */
export async function helper(box: Box, env: Readonly<Record<string, string | undefined>>): Promise<number> {
  // Reports the outcome of an update; a failure to do so must not stop other requests.
  await reportUpdates(box).catch((cause) =>
    box.log(`the outcome of updates could not be reported: ${cause}`),
  );
  await startAgain(box).catch((cause) =>
    box.log(`the mail service could not be started after a restore: ${cause}`),
  );
  const server = createServer(box, handlers);
  const told = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  watchTrial(box);
  const { servers, activated } = await listen(
    env,
    [
      { caller: "app", path: appSocket, mode: 0o660, group: groupOf("mailmanager") },
      { caller: "console", path: consoleSocket, mode: 0o600, group: null },
    ],
    server.connected,
  );
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<void>((resolve) => {
    if (!activated) return;
    const look = () => {
      if (server.idle() >= IDLE && readTrial(box.places) === null && !box.pin.waitsInMemory()) resolve();
    };
    timer = setInterval(look, IDLE / 4);
  });
  await Promise.race([told, idle]);
  clearInterval(timer);
  for (const one of servers) one.close();
  await server.stop();
  unwatchTrial(box);
  return 0;
}

/** The id of a group; null if it does not exist. */
function groupOf(name: string): number | null {
  const id = new RegExp(`^${name}:[^:]*:(\\d+):`, "m").exec(textIfAny("/etc/group") ?? "")?.[1];
  return id === undefined ? null : Number(id);
}
