import { problemOf } from "../../base/failure.ts";
import type { Log } from "../../base/log.ts";
import type { SpamVerdict, VirusVerdict } from "../../domain/mail/trust.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";
import type { Origin, Scan, ScannerHealth } from "../../engine/intake/check.ts";
import { askClamd } from "./clamd.ts";
import { askRspamd } from "./rspamd.ts";
import { askSpamd } from "./spamd.ts";
import { HungUp } from "./talk.ts";

export interface ScannersOptions {
  /** Where the scanners are, asked for each mail: the same object as long as it stays; null for none. */
  readonly spam: () => Place | null;
  readonly virus: () => Place | null;
  readonly log: Log;
  readonly now: () => number;
  /** Milliseconds for one mail; default 30,000. */
  readonly time?: number;
  /** Milliseconds for which a scanner that failed is left alone; default 10,000. */
  readonly rest?: number;
}

export interface Scanners {
  readonly scan: Scan;
  health(): readonly ScannerHealth[];
}

/** Mails that a scanner checks in parallel. */
const AT_ONCE = 8;

/**
 * Calls the configured scanners. One that cannot be reached does not delay mail: it is left alone for a while, mail is
 * processed unscanned, and the log and the health checks say so.
 */
export function createScanners(options: ScannersOptions): Scanners {
  const { time = 30_000 } = options;
  const spam = scanner<SpamVerdict>(options, options.spam, (place, raw, origin) =>
    place.kind === "rspamd" ? askRspamd(place, raw, origin, time) : askSpamd(place, raw, time),
  );
  const virus = scanner<VirusVerdict>(options, options.virus, (place, raw) => askClamd(place, raw, time));
  return {
    scan(raw, origin) {
      const [forSpam, forViruses] = [spam(), virus()];
      if (forSpam === null && forViruses === null) return null;
      return Promise.all([forSpam?.ask(raw, origin), forViruses?.ask(raw, origin)]).then(
        ([points, found]) => ({
          spam: points ?? null,
          virus: found ?? null,
        }),
      );
    },
    health: () => [spam(), virus()].flatMap((one) => one?.health() ?? []),
  };
}

interface Scanner<T> {
  ask(raw: Uint8Array, origin: Origin): Promise<T | null>;
  health(): ScannerHealth;
}

const names = { spamd: "spamassassin", rspamd: "rspamd", clamd: "clamav" } as const;

/** Gives the scanner at the present place; one at another place begins without a past. */
function scanner<T>(
  options: ScannersOptions,
  placeNow: () => Place | null,
  ask: (place: Place, raw: Uint8Array, origin: Origin) => Promise<T | null>,
): () => Scanner<T> | null {
  let at: Place | null = null;
  let present: Scanner<T> | null = null;
  return () => {
    const place = placeNow();
    if (place !== at) {
      at = place;
      present = place && scannerAt(options, place, ask);
    }
    return present;
  };
}

function scannerAt<T>(
  { log, now, rest = 10_000 }: ScannersOptions,
  place: Place,
  ask: (place: Place, raw: Uint8Array, origin: Origin) => Promise<T | null>,
): Scanner<T> {
  const name = names[place.kind];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let problem: ScannerHealth["problem"] = null;
  let failedAt = Number.NEGATIVE_INFINITY;

  return {
    async ask(raw, origin) {
      if (busy >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
      busy += 1;
      try {
        if (problem !== null && now() - failedAt < rest) return null;
        const verdict = await ask(place, raw, origin);
        works();
        return verdict;
      } catch (cause) {
        fails(cause);
        return null;
      } finally {
        busy -= 1;
        waiting.shift()?.();
      }
    },
    health: () => ({ scanner: name, problem }),
  };

  function works(): void {
    if (problem !== null) log.info("a scanner answers again", { scanner: name });
    problem = null;
  }

  function fails(cause: unknown): void {
    failedAt = now();
    const why = problemOf(cause instanceof HungUp ? cause.cause : cause);
    if (problem === null) log.warn("a scanner fails; mails go on unscanned", { scanner: name, cause });
    problem = { since: problem?.since ?? failedAt, why };
  }
}
