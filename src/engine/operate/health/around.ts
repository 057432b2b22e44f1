/** Checks of what is around the program: accounts it fetches from, scanners, the appliance. */

import { fault, storedFault } from "../../../base/fault.ts";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { ScannerHealth } from "../../intake/check.ts";
import type { FetchStatus } from "../../intake/fetched.ts";
import type { AskBox } from "../box.ts";

/** Whether mail is fetched from all accounts. */
export function checkFetching(statuses: readonly FetchStatus[], now: number): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("imap");
  const used = statuses.filter(({ state }) => state !== "off");
  const failing = used.filter(({ state }) => state === "failing");
  const found = failing.map(({ account, since, problem: text }) =>
    text === null
      ? problem("imap.failing-unknown", "check-account", { account, for: now - since })
      : problem("imap.failing", "check-account", { account, for: now - since, problem: text }),
  );
  for (const { account, folders } of used) {
    const failed = folders.reduce((sum, folder) => sum + folder.failed, 0);
    if (failed === 0) continue;
    found.push(warning("imap.failed", "look-there", { n: failed, account }));
  }
  if (used.length > 0 && found.length === 0)
    found.push(ok("imap.ok", { accounts: used.map(({ account }) => account).join(", ") }));
  return found;
}

/** Whether the configured scanners answer. */
export function checkScanners(scanners: readonly ScannerHealth[], now: number): readonly Finding[] {
  const { ok, problem, warning } = findingsOf("scanners");
  return scanners.map(({ scanner, problem: bad, unscanned }) => {
    if (bad !== null)
      return problem("scanner.silent", "restart-scanner", {
        scanner,
        for: now - bad.since,
        problem: bad.why,
      });
    return unscanned
      ? warning("scanner.unscanned", "hold-unscanned", { scanner, n: unscanned.mails })
      : ok("scanner.ok", { scanner });
  });
}

const unknownCause = fault("box.unwell.unknown");

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
  if (status === null) return [warning("box.silent", "box-retry")];
  if (!status.ok) return [warning("box.unreadable", "box-retry", { fault: storedFault(status.error) })];
  const { clock, update, services, version, applied, disks } = status.value;
  const found: Finding[] = [];
  const down = services.filter(({ state }) => /^(?:failed|inactive|stopped)/.test(state));
  for (const { name, state } of down) found.push(problem("box.service", "box-restart", { name, state }));
  if (applied.state === "failed") {
    const steps = applied.failed.map(({ step, problem }) => `${step}: ${problem}`).join("; ");
    found.push(problem("box.not-applied", "box-restart", { steps }));
  } else if (applied.state === "pending") found.push(problem("box.applying", "box-restart"));
  for (const disk of disks.unused) found.push(warning("box.other-disk", "detach-disk", { disk }));
  if (found.length === 0) found.push(ok("box.ok", { version }));

  const time = findingsOf("clock");
  found.push(
    !clock.synchronised
      ? time.warning("box.clock-off", "box-time-server")
      : clock.server === null
        ? time.ok("box.clock-unnamed")
        : time.ok("box.clock", { server: clock.server }),
  );

  const updates = findingsOf("update");
  const { last, slots } = update;
  if (last?.outcome === "fell-back") {
    const { from, to, cause } = last;
    found.push(updates.warning("box.fell-back", "install-again", { from, to, cause: cause ?? unknownCause }));
  } else if (last?.outcome === "refused") {
    const { to, cause } = last;
    found.push(
      updates.warning("box.refused-release", "download-again", { to, cause: cause ?? unknownCause }),
    );
  } else if (slots.some(({ running, state }) => running && state === "trying")) {
    found.push(updates.ok("box.trying"));
  } else found.push(updates.ok("box.release", { version }));
  if (update.developmentKey) found.push(updates.warning("box.development-key", "own-key"));
  return found;
}
