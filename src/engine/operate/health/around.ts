/** Checks of what is around the program: accounts it fetches from, scanners, the appliance. */

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
      "check server, user and password under Settings, Fetching mail; no mail is lost, it stays on that server",
    ),
  );
  for (const { account, folders } of used) {
    const failed = folders.reduce((sum, folder) => sum + folder.failed, 0);
    if (failed === 0) continue;
    const what = `${count(failed, "mail")} in ${account} repeatedly cannot be fetched`;
    found.push(warning(what, "look at them with another mail program; they are tried again later"));
  }
  if (used.length > 0 && found.length === 0)
    found.push(ok(`mail is fetched from ${used.map(({ account }) => account).join(", ")}`));
  return found;
}

/** Whether the configured scanners answer. */
export function checkScanners(scanners: readonly ScannerHealth[], now: number): readonly Finding[] {
  const { ok, problem } = findingsOf("scanners");
  return scanners.map(({ scanner, problem: bad }) =>
    bad === null
      ? ok(`${scanner} answers`)
      : problem(
          `${scanner} has not answered for ${duration(now - bad.since)}: ${bad.text}`,
          `restart ${scanner}; until then mail is processed unscanned`,
        ),
  );
}

/** Milliseconds that the appliance may take to report its status. */
const PATIENCE = 5000;

/** The appliance's status, if there is one: its clock, its updates, its services. */
export async function checkBox(box: AskBox): Promise<readonly Finding[]> {
  if (!box.present()) return [];
  const { ok, warning, problem } = findingsOf("box");
  const timer = Promise.withResolvers<null>();
  const timeout = setTimeout(() => timer.resolve(null), PATIENCE);
  const status = await Promise.race([box.ask("status", {}, null), timer.promise]);
  clearTimeout(timeout);
  if (status === null || !status.ok) {
    const why = status === null ? "it does not answer" : inEnglish(status.error);
    return [
      warning(
        `the appliance's status could not be read: ${why}`,
        "try again; restart the appliance if this persists",
      ),
    ];
  }
  const { clock, update, services, version } = status.value;
  const found: Finding[] = [];
  const down = services.filter(({ state }) => /^(?:failed|inactive|stopped)/.test(state));
  for (const { name, state } of down)
    found.push(
      problem(`${name} is ${state}`, "restart the appliance; if that does not help, create a support bundle"),
    );
  if (down.length === 0) found.push(ok(`its services are running, release ${version}`));

  const time = findingsOf("clock");
  found.push(
    clock.synchronised
      ? time.ok(`synchronised with ${clock.server ?? "a time server"}`)
      : time.warning(
          "not synchronised with a time server",
          "enter one that the appliance can reach, and open UDP port 123 to it",
        ),
  );

  const updates = findingsOf("update");
  const { last, slots } = update;
  if (last?.outcome === "fell-back") {
    const what = `release ${last.to} failed its check, and ${last.from} was restored: ${last.cause ?? "no cause was given"}`;
    found.push(updates.warning(what, "fix the cause and install it again, or wait for the next release"));
  } else if (last?.outcome === "refused") {
    const what = `release ${last.to} was refused: ${last.cause ?? "no cause was given"}`;
    found.push(updates.warning(what, "download the update again"));
  } else if (slots.some(({ running, state }) => running && state === "trying")) {
    found.push(updates.ok("a new release is being checked"));
  } else found.push(updates.ok(`release ${version} runs`));
  if (update.developmentKey)
    found.push(
      updates.warning(
        "the appliance accepts updates signed with the public development key",
        "use a release built with its own key",
      ),
    );
  return found;
}
