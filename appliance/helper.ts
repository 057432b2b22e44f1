import { chmodSync, mkdirSync } from "node:fs";
import { openBox } from "./box.ts";
import { textIfAny } from "./files.ts";
import { listen } from "./listen.ts";
import { placesBelow } from "./places.ts";
import { appSocket, consoleSocket } from "./protocol.ts";
import { run } from "./run.ts";
import { createServer } from "./server.ts";
import { tellUpdates } from "./update/index.ts";
import { handlers } from "./verbs/index.ts";

/** Milliseconds without a question after which a helper that systemd starts again by need ends. */
const IDLE = 60_000;

/**
 * The privileged helper: serves the protocol until SIGTERM, or until nobody has asked for anything for a while.
 * @returns the exit status
 */
export async function helper(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const places = placesBelow("/");
  const log = (text: string) => process.stderr.write(`${text}\n`);
  // What is written below /run is found by others, whatever the umask.
  mkdirSync(places.run, { recursive: true });
  chmodSync(places.run, 0o755);
  const box = openBox({ places, run, now: Date.now, log });
  // What came of an update is told by whoever runs now; that it cannot be told keeps nobody from asking for the rest.
  await tellUpdates(box).catch((cause) => log(`what came of updates is not told: ${cause}`));
  const server = createServer(box, handlers);
  const told = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
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
    if (activated) timer = setInterval(() => server.idle() >= IDLE && resolve(), IDLE / 4);
  });
  await Promise.race([told, idle]);
  clearInterval(timer);
  for (const one of servers) one.close();
  await server.stop();
  return 0;
}

/** The id of a group of this system; null if there is none of that name. */
function groupOf(name: string): number | null {
  const id = new RegExp(`^${name}:[^:]*:(\\d+):`, "m").exec(textIfAny("/etc/group") ?? "")?.[1];
  return id === undefined ? null : Number(id);
}
