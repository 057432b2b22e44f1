import { faultText } from "../../src/text/index.ts";
import type { Facts } from "./live.ts";
import type { Ui } from "./view.ts";

/** A problem, and what to do about it. */
export interface Problem {
  readonly what: string;
  readonly todo: string;
}

const DAY = 86_400_000;

/** The appliance's problems, the most serious first. */
export function problemsIn(
  { status, program }: Facts,
  now: number,
  { t, language }: Pick<Ui, "t" | "language">,
): readonly Problem[] {
  const { network, clock, storage, update, services } = status;
  const found: Problem[] = [];
  const add = (what: string, todo: string) => found.push({ what, todo });

  const { applied, disks } = status;
  if (applied.state === "failed") {
    const steps = applied.failed.map(({ step, problem }) => `${step} (${problem})`).join(", ");
    add(t("problem.notApplied", { steps }), t("problem.notApplied.todo"));
  } else if (applied.state === "pending") add(t("problem.applying"), t("problem.applying.todo"));
  for (const disk of disks.unused) add(t("problem.otherDisk", { disk }), t("problem.otherDisk.todo"));
  if (network.trial) {
    const n = secondsUntil(network.trial.until, now);
    add(t("problem.trial", { n }), t("problem.trial.todo"));
  }
  const wire = network.interfaces.find(({ name }) => name === network.settings.interface.name);
  // With an address on another adapter, there is a network.
  if (addressesOf({ network }).length === 0) {
    if (wire !== undefined && !wire.up) add(t("problem.cable", { name: wire.name }), t("problem.cable.todo"));
    else add(t("problem.address"), t("problem.address.todo"));
  }

  const desk = services.find(({ name }) => name === "mailmanager");
  if (desk !== undefined && desk.state !== "active") {
    add(t("problem.program", { state: desk.state }), t("problem.program.todo"));
  }
  const { last } = update;
  if (last?.outcome === "fell-back") {
    const cause = last.cause === null ? t("problem.fallback.unknown") : faultText(language, last.cause);
    add(t("problem.fallback", { to: last.to, cause }), t("problem.fallback.todo"));
  }
  const trying = update.slots.find(({ state, running }) => running && state === "trying");
  if (trying) add(t("problem.trying", { version: trying.version ?? "" }), t("problem.trying.todo"));

  const { total, free } = storage.data;
  if (free < total / 10)
    add(t("problem.disk", { free: sizeOf(free), total: sizeOf(total) }), t("problem.disk.todo"));
  if (!clock.synchronised) add(t("problem.clock"), t("problem.clock.todo"));
  const certificate = program?.certificate;
  if (certificate) {
    const n = Math.floor((Date.parse(certificate.notAfter) - now) / DAY);
    if (n < 0) add(t("problem.expired"), t("problem.expires.todo"));
    else if (n < 14) add(t("problem.expires", { n }), t("problem.expires.todo"));
  }
  if (update.developmentKey) add(t("problem.development"), t("problem.development.todo"));
  return found;
}

/** The addresses that others can reach: neither link-local nor loopback. */
export function addressesOf({ network }: Pick<Facts["status"], "network">): readonly string[] {
  return network.interfaces
    .flatMap(({ addresses }) => addresses)
    .filter((address) => !/^(127\.|169\.254\.|::1(\/|$)|fe80:)/i.test(address));
}

/** Whole seconds until a time, at least 0. */
export function secondsUntil(time: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(time) - now) / 1000));
}

/** Bytes as text with three digits. */
export function sizeOf(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}
