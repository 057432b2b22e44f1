import type { BoxStatus } from "../../../appliance/protocol.ts";
import { type Fault, fault, storedFault } from "../../base/fault.ts";
import { type Finding, findingsOf } from "../finding.ts";

const unknownCause = fault("box.unwell.unknown");

/**
 * The appliance's clock, updates and services.
 * @param status what it reported, why that could not be read, or null if it did not answer in time
 */
export function boxFindings(
  status:
    | { readonly ok: true; readonly value: BoxStatus }
    | { readonly ok: false; readonly error: Fault }
    | null,
): readonly Finding[] {
  const { warning } = findingsOf("box");
  if (status === null) return [warning("box.silent", "box-retry")];
  if (!status.ok) return [warning("box.unreadable", "box-retry", { fault: storedFault(status.error) })];
  return [...stateFindings(status.value), timeFinding(status.value), ...updateFindings(status.value)];
}

function stateFindings({ services, version, applied, disks }: BoxStatus): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("box");
  const down = services.filter(({ state }) => /^(?:failed|inactive|stopped)/.test(state));
  const found: Finding[] = down.map(({ name, state }) =>
    problem("box.service", "box-restart", { name, state }),
  );
  if (applied.state === "failed") {
    const steps = applied.failed.map(({ step, problem }) => `${step}: ${problem}`).join("; ");
    found.push(problem("box.not-applied", "box-restart", { steps }));
  } else if (applied.state === "pending") found.push(problem("box.applying", "box-restart"));
  for (const disk of disks.unused) found.push(warning("box.other-disk", "detach-disk", { disk }));
  return found.length === 0 ? [ok("box.ok", { version })] : found;
}

function timeFinding({ clock }: BoxStatus): Finding {
  const { ok, warning } = findingsOf("clock");
  if (!clock.synchronised) return warning("box.clock-off", "box-time-server");
  return clock.server === null ? ok("box.clock-unnamed") : ok("box.clock", { server: clock.server });
}

function updateFindings({ update, version }: BoxStatus): readonly Finding[] {
  const { ok, warning } = findingsOf("update");
  const { last, slots, developmentKey } = update;
  return [released(), ...(developmentKey ? [warning("box.development-key", "own-key")] : [])];

  function released(): Finding {
    if (last?.outcome === "fell-back") {
      const { from, to, cause } = last;
      return warning("box.fell-back", "install-again", { from, to, cause: cause ?? unknownCause });
    }
    if (last?.outcome === "refused")
      return warning("box.refused-release", "download-again", {
        ...{ to: last.to, cause: last.cause ?? unknownCause },
      });
    return slots.some(({ running, state }) => running && state === "trying")
      ? ok("box.trying")
      : ok("box.release", { version });
  }
}
