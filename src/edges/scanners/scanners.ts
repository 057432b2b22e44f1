import type { Scanned, SpamVerdict, VirusVerdict } from "../../domain/mail/index.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";
import type { Scan, ScannerHealth } from "../../engine/intake/check.ts";
import { type CircuitOptions, createCircuit, REPLACED, type ScannerCircuit } from "./circuit.ts";
import { askClamd, pingClamd } from "./clamd.ts";
import type { Protocol } from "./exchange.ts";
import { askRspamd, pingRspamd } from "./rspamd.ts";
import { askSpamd, pingSpamd } from "./spamd.ts";

export interface ScannersOptions extends CircuitOptions {
  /** Where the scanners are, asked for each mail: the same object as long as it stays; null for none. */
  readonly spam: () => Place | null;
  readonly virus: () => Place | null;
}

export interface Scanners {
  readonly scan: Scan;
  health(): readonly ScannerHealth[];
  /** To be called when the settings have changed: mail does not wait for a scanner that is not used any more. */
  changed(): void;
  stop(): void;
}

const rspamd: Protocol<SpamVerdict> = { ask: askRspamd, ping: pingRspamd, pong: 5000 };
/** Its few processes scan one mail each, and answer between two mails. */
const spamd: Protocol<SpamVerdict> = {
  ask: (at, raw, _, limits) => askSpamd(at, raw, limits),
  ...{ ping: pingSpamd, pong: 12_000 },
};
const clamd: Protocol<VirusVerdict> = {
  ask: (at, raw, _, limits) => askClamd(at, raw, limits),
  ...{ ping: pingClamd, pong: 5000 },
};

/**
 * Calls the configured scanners. One that does not work does not hold up mail: it is left alone until it answers again,
 * mail is processed unscanned meanwhile, and the log and the health checks say so.
 */
export function createScanners(options: ScannersOptions): Scanners {
  const spam = createSlot<SpamVerdict>(options, options.spam, ({ kind }) =>
    kind === "rspamd" ? rspamd : spamd,
  );
  const virus = createSlot<VirusVerdict>(options, options.virus, () => clamd);
  return {
    scan(raw, origin) {
      if (spam.present() === null && virus.present() === null) return null;
      return Promise.all([spam.ask(raw, origin), virus.ask(raw, origin)]).then(([points, found]) => {
        const unscanned: Scanned[] = [];
        // One that was removed meanwhile is missed by nobody.
        if (points === null && spam.present() !== null) unscanned.push("spam");
        if (found === null && virus.present() !== null) unscanned.push("virus");
        return { spam: points, virus: found, ...(unscanned.length > 0 ? { unscanned } : {}) };
      });
    },
    health: () => [spam, virus].flatMap((slot) => slot.present()?.health() ?? []),
    changed() {
      spam.present();
      virus.present();
    },
    stop() {
      spam.stop();
      virus.stop();
    },
  };
}

/** The scanner of one purpose, at the present place; one at another place begins without a past. */
function createSlot<T>(
  options: ScannersOptions,
  placeNow: () => Place | null,
  protocolOf: (place: Place) => Protocol<T>,
) {
  let at: Place | null = null;
  let scanner: ScannerCircuit<T> | null = null;
  const present = () => {
    const place = placeNow();
    if (place !== at) {
      at = place;
      scanner?.stop();
      scanner = place && createCircuit(options, place, protocolOf(place));
    }
    return scanner;
  };
  return {
    present,
    /** Null without a scanner, or if it does not work. Mail that waited for one that was replaced is scanned by the new one. */
    async ask(raw: Uint8Array, origin: Parameters<Scan>[1]): Promise<T | null> {
      for (let one = present(); one !== null; one = present()) {
        const verdict = await one.ask(raw, origin);
        if (verdict !== REPLACED) return verdict;
        if (present() === one) return null;
      }
      return null;
    },
    stop: () => scanner?.stop(),
  };
}
