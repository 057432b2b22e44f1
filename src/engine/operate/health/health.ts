/** The health checks of the running program, for the health page and the API. */

import type { Now } from "../../../base/clock.ts";
import type { Fault } from "../../../base/fault.ts";
import type { Log } from "../../../base/log.ts";
import { ok, type Result } from "../../../base/result.ts";
import { type Finding, findingsOf, messageOf, worstFirst } from "../../../domain/finding.ts";
import {
  closedPortFindings,
  defaultReserve,
  diskFindings,
  fetchingFindings,
  growthFinding,
  heldDeliveryFindings,
  mailPortFindings,
  oauthFindings,
  remoteJournalFinding,
  scannerFindings,
  versionsFinding,
} from "../../../domain/health/index.ts";
import { type Caller, may, system } from "../../../domain/policy/index.ts";
import type { Outgoing, Route } from "../../../domain/settings/events.ts";
import { usualService } from "../../../domain/settings/index.ts";
import type { RecordStore } from "../../../record/record.ts";
import type { ScannerHealth } from "../../intake/check.ts";
import type { FetchStatus } from "../../intake/fetched.ts";
import { forbidden } from "../../people/caller.ts";
import type { AskDirectory } from "../../people/directory.ts";
import type { OAuthProblem } from "../../settings/access-tokens.ts";
import type { Resolve } from "../../settings/resolve.ts";
import type { AskBox } from "../box.ts";
import type { CertificateKeeper } from "../certificates/certificates.ts";
import { checkBox } from "./appliance.ts";
import { checkBackups, heldIn } from "./backups.ts";
import { checkSettings, checkWebhooks, checkWork } from "./business.ts";
import { checkClock } from "./database.ts";
import { checkDirectory } from "./directory.ts";
import { checkPermissions } from "./folder.ts";
import { checkOutsideWorld } from "./outside.ts";
import { checkPlusAddresses } from "./plus-addresses.ts";
import { checkListeners, checkServedCertificate } from "./served.ts";
import { checkOpenFiles } from "./serving.ts";
import type { Places, Reach, SpfVerdict, Surroundings } from "./surroundings.ts";

/** The findings about the program and its surroundings. */
export interface HealthReport {
  /** When they were checked. */
  readonly at: number;
  /** When DNS and other servers were last queried; null while they have not answered yet. */
  readonly dnsAt: number | null;
  /** Problems first. */
  readonly findings: readonly Finding[];
}

/** The health checks. */
export interface Health {
  /** The state within the last minute; for DNS and other servers the last known one, querying them in the background. */
  report(caller: Caller): Promise<Result<HealthReport, Fault>>;
  /** Checks everything now; waits some seconds for DNS and other servers. */
  again(caller: Caller): Promise<Result<HealthReport, Fault>>;
  /** The number of problems last found, 0 for those who may not see them; queries nobody and returns immediately. */
  problems(caller: Caller): number;
}

export interface HealthParts {
  readonly data: string;
  readonly configuration: {
    /** Bytes of disk kept free; null for the default share. */
    readonly diskReserve: number | null;
    /** Where mail is received by LMTP; null if it is not. */
    readonly lmtp: object | null;
    /** Whether the server at an address relays mail to this machine. */
    readonly trustedRelays: (address: string) => boolean;
    /** How many nightly backups are kept, 0: none are made; null: what is set in the pages. */
    readonly nightlyBackups: number | null;
  };
  /** The delivery method given with --outgoing; it takes precedence over the setting. */
  readonly outgoingOverride: Outgoing | null;
  readonly record: RecordStore;
  readonly certificates: Pick<CertificateKeeper, "inUse">;
  readonly fetching: () => readonly FetchStatus[];
  readonly scanners: () => readonly ScannerHealth[];
  /** OAuth accounts that mail servers could not be logged in to with. */
  readonly oauthProblems: () => readonly OAuthProblem[];
  readonly box: AskBox;
  readonly askDirectory: AskDirectory;
  readonly resolve: Resolve;
  /** Where this program listens; null before it does. */
  readonly places: () => Places | null;
  /** The optional ports for mail that are switched on and could not be opened. */
  readonly closedPorts: () => Promise<readonly { readonly fault: Fault }[]>;
  readonly now: Now;
  readonly log: Log;
  readonly surroundings: Surroundings;
  readonly addresses: Reach["addresses"];
  readonly tryServer: Reach["tryServer"];
  readonly spfVerdict: SpfVerdict;
}

const MINUTE = 60_000;
/** Milliseconds for which local findings are valid, and those about other servers. */
const HOLDS = { here: MINUTE, outside: 10 * MINUTE } as const;
/** Milliseconds after which the number of problems, shown on every page, is updated. */
const COUNTED = 5 * MINUTE;
/** Milliseconds that a full check waits for other servers. */
const PATIENCE = 6000;
/** Days used for the growth forecast. */
const DAYS = 30;

interface Look {
  readonly at: number;
  readonly findings: readonly Finding[];
}

/** Checks the running program; nothing is checked before someone asks. */
export function createHealth(parts: HealthParts): Health & { stop(): void } {
  const { record, now, log, surroundings } = parts;
  let stopped = false;
  const here = kept(lookHere, HOLDS.here);
  const outside = kept(lookOutside, HOLDS.outside);

  return {
    async report(caller) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      if (outside.isOld()) void outside.look();
      if (here.isOld()) await here.look();
      return ok(whole());
    },
    async again(caller) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const enough = Promise.withResolvers<void>();
      const timer = setTimeout(enough.resolve, PATIENCE);
      await Promise.all([here.look(), Promise.race([outside.look(), enough.promise])]);
      clearTimeout(timer);
      return ok(whole());
    },
    problems(caller) {
      if (!may(caller, "settings.write").ok) return 0;
      const { at, findings } = whole();
      if (now() - at >= COUNTED) void here.look();
      if (outside.isOld()) void outside.look();
      return findings.filter(({ level }) => level === "problem").length;
    },
    stop() {
      stopped = true;
    },
  };

  function whole(): HealthReport {
    const [near, far] = [here.last(), outside.last()];
    const findings = worstFirst([...(near?.findings ?? []), ...(far?.findings ?? [])]);
    return { at: near?.at ?? 0, dnsAt: far?.at ?? null, findings };
  }

  /** Caches the result of a check; one check at a time. */
  function kept(find: () => AsyncIterable<Finding>, holds: number) {
    let last: Look | null = null;
    let looking: Promise<void> | null = null;
    const look = async () => {
      const findings: Finding[] = [];
      try {
        for await (const finding of find()) findings.push(finding);
      } catch (cause) {
        // At a stop, the record is closed while a check is still running.
        if (stopped) return;
        log.error("a health check failed", { cause });
        findings.push(failed(cause));
      }
      last = { at: now(), findings };
    };
    return {
      last: () => last,
      isOld: () => last === null || now() - last.at >= holds,
      look(): Promise<void> {
        looking ??= look().finally(() => {
          looking = null;
        });
        return looking;
      },
    };
  }

  async function* lookHere(): AsyncGenerator<Finding> {
    const { data, certificates, fetching, scanners, box } = parts;
    const { view, queries, operations, journal } = record;
    yield versionsFinding(surroundings.versions());
    yield* checkPermissions(data, surroundings);
    const disk = await surroundings.disk(data);
    expectOpen();
    yield* diskFindings(data, disk, parts.configuration.diskReserve);
    const reserve = parts.configuration.diskReserve ?? defaultReserve(disk);
    yield growthFinding(operations.freeOnDays(DAYS), reserve);
    yield checkOpenFiles({ held: true, running: null }, surroundings);
    yield await checkClock(journal, now());
    const { elsewhere } = record;
    if (elsewhere !== null) yield remoteJournalFinding(elsewhere.trouble(), now());
    yield* checkSettings(data, view, parts.outgoingOverride?.kind ?? null);
    yield* checkWork(queries, { now: now(), running: true });
    yield* checkBackups(view, {
      now: now(),
      elsewhere: elsewhere !== null,
      beganAt: (await journal.at(1))?.time ?? null,
      nightly: (parts.configuration.nightlyBackups ?? (view.service() ?? usualService).nightlyBackups) > 0,
    });
    yield* heldDeliveryFindings(heldIn(queries));
    yield* fetchingFindings(fetching(), now());
    yield* checkPlusAddresses(view);
    yield* oauthFindings({
      now: now(),
      accounts: view.oauthAccounts(),
      outgoing: view.outgoing(),
      imapAccounts: view.imapAccounts(),
      problems: parts.oauthProblems(),
    });
    yield* scannerFindings(scanners(), now());
    yield* checkWebhooks(view, operations, now());
    const hostname = view.hostname() ?? "localhost";
    const places = parts.places();
    if (places !== null) {
      yield* await checkListeners(places, surroundings);
      yield* closedPortFindings(await parts.closedPorts());
      yield* mailPortFindings(
        places,
        fetching().some(({ state }) => state !== "off"),
      );
    }
    const https = places?.https ?? null;
    yield* await checkServedCertificate(
      https,
      certificates.inUse(system("health")),
      hostname,
      now(),
      surroundings,
    );
    yield* await checkBox(box);
  }

  async function* lookOutside(): AsyncGenerator<Finding> {
    const { configuration, outgoingOverride, addresses, tryServer, spfVerdict } = parts;
    const { lmtp, trustedRelays } = configuration;
    const resolve = interrupted(parts.resolve, expectOpen);
    const way = wayOf(outgoingOverride ?? record.view.outgoing());
    yield* checkOutsideWorld({
      ...{ view: record.view, lmtp, trustedRelays, way, resolve, addresses, tryServer, spfVerdict },
    });
    yield* checkDirectory(record.view, parts.askDirectory, now());
  }

  function expectOpen(): void {
    if (stopped) throw new Error("the program stops");
  }
}

/** The delivery route for mail to others; null if there is none. */
const wayOf = (outgoing: Outgoing | null): Route | null =>
  outgoing === null || outgoing.kind === "catch" ? null : outgoing;

/** A DNS whose answers no longer matter once this throws. */
function interrupted(resolve: Resolve, check: () => void): Resolve {
  const after = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    check();
    return value;
  };
  return {
    mx: (name) => after(resolve.mx(name)),
    addresses: (name) => after(resolve.addresses(name)),
    txt: (name) => after(resolve.txt(name)),
    names: (address) => after(resolve.names(address)),
  };
}

const failed = (cause: unknown): Finding =>
  findingsOf("health").problem("health.failed", "see-log", { problem: messageOf(cause) });
