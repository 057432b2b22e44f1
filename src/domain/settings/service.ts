import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isWithin, serviceFields } from "./fields/index.ts";
import { untrustable } from "./network.ts";
import { type Kind, placeFrom } from "./scanner-place.ts";

/** How the program runs: what the configuration does not say is set in the pages. */
export interface ServiceSettings {
  /** The largest mail accepted, in bytes. */
  readonly messageSize: number;
  /** The address of the spam scanner, such as "rspamd://192.0.2.1:11333"; null for none. */
  readonly spamScanner: string | null;
  /** The address of the virus scanner, such as "clamd://192.0.2.1:3310"; null for none. */
  readonly virusScanner: string | null;
  /** How many nightly backups are kept; 0: none are made. */
  readonly nightlyBackups: number;
  /** Whether mail is received on port 465 too, with TLS from the start (RFC 8314). */
  readonly smtps: boolean;
  /** Whether mail is received on port 587 too, as on port 25. */
  readonly submission: boolean;
  /** Addresses and networks of the proxies before the pages: X-Forwarded-For, -Proto and -Host are believed from these. */
  readonly trustedProxies: readonly string[];
}

/** The ports for mail that are switched on and off in the settings. */
export const optionalPorts = { smtps: 465, submission: 587 } as const;
export type OptionalPort = keyof typeof optionalPorts;
export const optionalPortNames = ["smtps", "submission"] as const satisfies readonly OptionalPort[];

/** What a configuration says of it, which then counts; null for what it says nothing about. */
export type ConfiguredService = { readonly [K in keyof ServiceSettings]: ServiceSettings[K] | null };

const MB = 1024 * 1024;

/** The settings until someone changes them. */
export const usualService: ServiceSettings = {
  messageSize: 50 * MB,
  spamScanner: null,
  virusScanner: null,
  nightlyBackups: 3,
  smtps: false,
  submission: false,
  trustedProxies: [],
};

/** The scanners that can check for spam, and for viruses. */
export const scannerKinds = { spam: ["spamd", "rspamd"], virus: ["clamd"] } as const satisfies {
  readonly [purpose: string]: readonly Kind[];
};

/** The settings in use. */
export const effectiveService = (configured: ConfiguredService, set: ServiceSettings): ServiceSettings => ({
  messageSize: configured.messageSize ?? set.messageSize,
  spamScanner: configured.spamScanner ?? set.spamScanner,
  virusScanner: configured.virusScanner ?? set.virusScanner,
  nightlyBackups: configured.nightlyBackups ?? set.nightlyBackups,
  smtps: configured.smtps ?? set.smtps,
  submission: configured.submission ?? set.submission,
  trustedProxies: configured.trustedProxies ?? set.trustedProxies,
});

/**
 * The settings with some of them changed.
 * @returns or the fault of the first field that is not valid
 */
export function changedService(
  before: ServiceSettings,
  change: Partial<ServiceSettings>,
): Result<ServiceSettings, Fault> {
  const next = { ...before, ...change };
  const { messageSize, nightlyBackups, smtps, submission } = next;
  if (!isWithin(serviceFields.messageSize, messageSize)) {
    const { least, most } = serviceFields.messageSize;
    const params = { least: least / MB, most: most / MB };
    return refuse(fault("service.size", { field: "messageSize", params }));
  }
  const spam = place("spamScanner", next.spamScanner, scannerKinds.spam);
  if (!spam.ok) return spam;
  const virus = place("virusScanner", next.virusScanner, scannerKinds.virus);
  if (!virus.ok) return virus;
  if (!isWithin(serviceFields.nightlyBackups, nightlyBackups)) {
    const { most } = serviceFields.nightlyBackups;
    return refuse(fault("service.nightly", { field: "nightlyBackups", params: { most } }));
  }
  const proxies = proxiesFrom(next.trustedProxies);
  if (!proxies.ok) return proxies;
  return ok({
    ...{ messageSize, spamScanner: spam.value, virusScanner: virus.value, nightlyBackups },
    ...{ smtps, submission, trustedProxies: proxies.value },
  });
}

function proxiesFrom(list: readonly string[]): Result<readonly string[], Fault> {
  const field = "trustedProxies";
  const proxies = [...new Set(list.map((one) => one.trim().toLowerCase()))];
  const { most } = serviceFields.trustedProxies;
  if (proxies.length > most) return refuse(fault("relay.most", { field, params: { most } }));
  const wrong = untrustable(proxies);
  return wrong === null ? ok(proxies) : refuse({ ...wrong, field });
}

function place(field: string, text: string | null, kinds: readonly Kind[]): Result<string | null, Fault> {
  const trimmed = text?.trim() || null;
  if (trimmed === null) return ok(null);
  const found = placeFrom(trimmed, kinds);
  return found.ok ? ok(trimmed) : refuse({ ...found.error, field });
}

/** Whether nothing differs. */
export const sameService = (a: ServiceSettings, b: ServiceSettings): boolean =>
  a.messageSize === b.messageSize &&
  a.spamScanner === b.spamScanner &&
  a.virusScanner === b.virusScanner &&
  a.nightlyBackups === b.nightlyBackups &&
  a.smtps === b.smtps &&
  a.submission === b.submission &&
  a.trustedProxies.join() === b.trustedProxies.join();
