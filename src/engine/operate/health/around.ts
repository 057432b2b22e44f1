/** What stands around the program: accounts it fetches from, scanners, the box. */

import { count, duration, type Finding, findingsOf } from "../../../domain/finding.ts";
import { inEnglish } from "../../../text/index.ts";
import type { ScannerHealth } from "../../intake/check.ts";
import type { FetchStatus } from "../../intake/fetched.ts";
import type { AskBox } from "../box.ts";

/** Whether mail is fetched from all accounts. */
export function checkFetching(statuses: readonly FetchStatus[], now: number): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("imap");
  const used = statuses.filter(({ state }) => state !== "off");
  const failing = used.filter(({ state }) => state === "failing");
  const found = failing.map(({ account, since, problem: text }) =>
    problem(
      `mail has not been fetched from ${account} for ${duration(now - since)}: ${text ?? "no reason was given"}`,
      "look at server, user and password under Settings, Fetching mail; no mail is lost, it waits there",
    ),
  );
  for (const { account, folders } of used) {
    const failed = folders.reduce((sum, folder) => sum + folder.failed, 0);
    if (failed === 0) continue;
    const what = `${count(failed, "mail")} of ${account} cannot be fetched, again and again`;
    found.push(warning(what, "look at them there with another mail program; they are tried again later"));
  }
  if (used.length > 0 && found.length === 0)
    found.push(ok(`mail is fetched from ${used.map(({ account }) => account).join(", ")}`));
  return found;
}

/** Whether the scanners that are set answer. */
export function checkScanners(scanners: readonly ScannerHealth[], now: number): readonly Finding[] {
  const { ok, problem } = findingsOf("scanners");
  return scanners.map(({ scanner, problem: bad }) =>
    bad === null
      ? ok(`${scanner} answers`)
      : problem(
          `${scanner} has not answered for ${duration(now - bad.since)}: ${bad.text}`,
          `start ${scanner} again; until then mail goes on unchecked`,
        ),
  );
}

/** Milliseconds that the box may take to tell how it is. */
const PATIENCE = 5000;

/** How the box is, where there is one: its clock, its updates, its services. */
export async function checkBox(box: AskBox): Promise<readonly Finding[]> {
  if (!box.present()) return [];
  const { ok, warning, problem } = findingsOf("box");
  const timer = Promise.withResolvers<null>();
  const timeout = setTimeout(() => timer.resolve(null), PATIENCE);
  const status = await Promise.race([box.ask("status", {}, null), timer.promise]);
  clearTimeout(timeout);
  if (status === null || !status.ok) {
    const why = status === null ? "it does not answer" : inEnglish(status.error);
    return [warning(`the box could not be asked how it is: ${why}`, "look again; restart it if that lasts")];
  }
  const { clock, update, services, version } = status.value;
  const found: Finding[] = [];
  const down = services.filter(({ state }) => /^(?:failed|inactive|stopped)/.test(state));
  for (const { name, state } of down)
    found.push(
      problem(`${name} is ${state}`, "restart the box; if that does not help, make a support bundle"),
    );
  if (down.length === 0) found.push(ok(`its services run, release ${version}`));

  const time = findingsOf("clock");
  found.push(
    clock.synchronised
      ? time.ok(`it follows ${clock.server ?? "a time server"}`)
      : time.warning(
          "it follows no time server",
          "name one that the box can reach, and open UDP port 123 to it",
        ),
  );

  const updates = findingsOf("update");
  const { last, slots } = update;
  if (last?.outcome === "fell-back") {
    const what = `release ${last.to} did not work, and ${last.from} is back: ${last.cause ?? "no cause was given"}`;
    found.push(updates.warning(what, "mend the cause and install it again, or wait for the next release"));
  } else if (last?.outcome === "refused") {
    const what = `release ${last.to} was refused: ${last.cause ?? "no cause was given"}`;
    found.push(updates.warning(what, "get the update from where you get it again"));
  } else if (slots.some(({ running, state }) => running && state === "trying")) {
    found.push(updates.ok("a new release is on trial"));
  } else found.push(updates.ok(`release ${version} runs`));
  if (update.developmentKey)
    found.push(
      updates.warning(
        "the box takes updates that are signed with the development key, which is no secret",
        "use a release that was built with a key of its own",
      ),
    );
  return found;
}
