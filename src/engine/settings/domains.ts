import { generateKeyPair, type KeyObject } from "node:crypto";
import { domainToASCII } from "node:url";
import { promisify } from "node:util";
import type { Now } from "../../base/clock.ts";
import { type Fault, fault, type StoredFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { canonicalDomain, domainOf } from "../../domain/mail/index.ts";
import { type Caller, may, system } from "../../domain/policy/index.ts";
import type { Outgoing, Route } from "../../domain/settings/events.ts";
import {
  type DkimAlgorithm,
  type DkimKey,
  dkimRecord,
  isLoopback,
  KEY_AGES,
  publishesKey,
  RETIRED_STAYS,
  selectorFor,
  type TxtRecord,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";
import { changeSettings } from "./change.ts";
import type { Resolve } from "./resolve.ts";
import { type PolicyReport, senderPolicies } from "./sender-policy.ts";

/** The state of a key's record when DNS was last queried. */
export type Published = "yes" | "no" | "other" | "unknown";

export interface KeyReport extends DkimKey {
  readonly record: TxtRecord;
  readonly published: Published;
  /** The different record in DNS, or why it could not be queried. */
  readonly found: string | StoredFault | null;
  /** Retired for long enough that record and key can be removed. */
  readonly removable: boolean;
  /** Active for so long that it should be replaced. */
  readonly old: boolean;
}

export interface DomainReport {
  /** As in the mailboxes' addresses. */
  readonly domain: string;
  readonly keys: readonly KeyReport[];
  /** Whether mail from this domain is signed. */
  readonly signed: boolean;
  /** SPF and DMARC; none before DNS was queried. */
  readonly policies: readonly PolicyReport[];
  /** When DNS was queried, in milliseconds since 1970; null if not yet. */
  readonly checkedAt: number | null;
}

export interface Domains {
  /** The domains of our mailboxes, with the known state of their keys; makes no queries. None for those who may not see settings. */
  list(caller: Caller): readonly DomainReport[];
  /** Creates a key for a domain of a mailbox; it signs once its record is found in DNS. */
  makeKey(caller: Caller, domain: string, algorithm: DkimAlgorithm): Promise<Result<DkimKey, Fault>>;
  /** Activates a key although its record was not found, or reactivates a retired one. */
  activateKey(caller: Caller, domain: string, selector: string): Promise<Result<void, Fault>>;
  removeKey(caller: Caller, domain: string, selector: string): Promise<Result<void, Fault>>;
  /** Queries DNS for the records of all keys; a waiting key whose record is found signs from now on. */
  check(caller: Caller): Promise<Result<readonly DomainReport[], Fault>>;
}

interface Parts {
  readonly record: RecordStore;
  readonly resolve: Resolve;
  readonly now: Now;
  readonly log: Log;
  /** The delivery route, given the setting in the journal. */
  readonly route: (setting: Outgoing | null) => Route | null;
}

const MOST_KEYS = 10;
const newKeyPair = promisify(generateKeyPair);

/** The keys that sign mail from our domains (DKIM, RFC 6376): created here, published by the operator, rotated. */
export function createDomains({ record, resolve, now, log, route }: Parts): Domains {
  const seen = new Map<
    string,
    { readonly published: Published; readonly found: string | StoredFault | null }
  >();
  const policies = new Map<string, readonly PolicyReport[]>();
  let checkedAt: number | null = null;
  let checking: Promise<readonly DomainReport[]> | null = null;

  return {
    list: (caller) => (may(caller, "settings.read").ok ? list() : []),
    async makeKey(caller, name, algorithm) {
      const wanted = canonicalDomain(name.trim());
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const { publicKey, privateKey } = await keyPair(algorithm);
      let made: DkimKey | undefined;
      const done = await changeSettings(record, caller, (view) => {
        const domain = domainsOf(view).find((one) => canonicalDomain(one) === wanted);
        if (domain === undefined)
          return refuse(fault("domain.no-mailbox", { field: "domain", params: { domain: wanted } }));
        const keys = view.dkimKeys(domain);
        if (keys.length >= MOST_KEYS) {
          const params = { domain, n: keys.length };
          return refuse(fault("domain.most-keys", { field: "domain", params }));
        }
        const taken = keys.map((key) => key.selector);
        const selector = selectorFor(now(), taken);
        made = { domain, selector, algorithm, publicKey, state: "waiting", madeAt: now(), retiredAt: null };
        return ok([{ type: "DkimKeyMade", domain, selector, algorithm, publicKey, privateKey }]);
      });
      if (!done.ok) return done;
      return made ? ok(made) : refuse(fault("internal.bug"));
    },

    activateKey: (caller, domain, selector) =>
      changeSettings(record, caller, (view) => {
        const key = view.dkimKeys(domain).find((one) => one.selector === selector);
        if (!key) return refuse(noKey());
        return ok(key.state === "active" ? [] : [{ type: "DkimKeyActivated", domain, selector }]);
      }),

    removeKey: (caller, domain, selector) =>
      changeSettings(record, caller, (view) => {
        const known = view.dkimKeys(domain).some((one) => one.selector === selector);
        return known ? ok([{ type: "DkimKeyRemoved", domain, selector }]) : refuse(noKey());
      }),

    async check(caller) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      checking ??= checkAll().finally(() => {
        checking = null;
      });
      return ok(await checking);
    },
  };

  function list(): readonly DomainReport[] {
    return domainsOf(record.view).map((domain) => {
      const keys = record.view.dkimKeys(domain).map(report);
      const signed = keys.some((key) => key.state === "active");
      return { domain, keys, signed, policies: policies.get(domain) ?? [], checkedAt };
    });
  }

  function report({ privateKey: _, ...key }: ReturnType<View["dkimKeys"]>[number]): KeyReport {
    return {
      ...key,
      record: dkimRecord(key, domainToASCII(key.domain)),
      ...(seen.get(placeOf(key)) ?? { published: "unknown", found: null }),
      removable: key.retiredAt !== null && now() - key.retiredAt > RETIRED_STAYS,
      old: key.state === "active" && now() - key.madeAt > KEY_AGES,
    };
  }

  async function checkAll(): Promise<readonly DomainReport[]> {
    const keys = list().flatMap((domain) => domain.keys);
    seen.clear();
    for (const key of keys) {
      const answer = await resolve.txt(key.record.name);
      const texts = answer.kind === "found" ? answer.records : [];
      const published =
        answer.kind === "failed"
          ? "unknown"
          : texts.length === 0
            ? "no"
            : publishesKey(texts, key)
              ? "yes"
              : "other";
      const found = answer.kind === "failed" ? answer.problem : (texts[0]?.slice(0, 600) ?? null);
      seen.set(placeOf(key), { published, found: published === "yes" ? null : found });
      if (published === "yes" && key.state === "waiting") await begin(key);
      if (published !== "yes" && published !== "unknown" && key.state === "active") {
        log.warn("the DNS record of a DKIM key in use is missing", { record: key.record.name });
      }
    }
    policies.clear();
    for (const domain of domainsOf(record.view)) {
      policies.set(domain, await senderPolicies(resolve, domainToASCII(domain), server()));
    }
    checkedAt = now();
    return list();
  }

  /** The host that sends mail: the smart host, or this machine. */
  function server(): string {
    const way = route(record.view.outgoing());
    const own = record.view.hostname() ?? "localhost";
    return way?.kind === "smtp" && !isLoopback(way.host) ? way.host : own;
  }

  /** The record has been found, so the key may sign. */
  async function begin({ domain, selector }: DkimKey): Promise<void> {
    await changeSettings(record, system("dkim"), (view) => {
      const key = view.dkimKeys(domain).find((one) => one.selector === selector);
      return ok(key?.state === "waiting" ? [{ type: "DkimKeyActivated", domain, selector }] : []);
    });
    log.info("a DKIM key's DNS record was found: mail is signed with it", { domain, selector });
  }
}

const noKey = () => fault("key.unknown");
const placeOf = ({ domain, selector }: DkimKey) => `${selector}._domainkey.${domain}`;

function domainsOf(view: View): readonly string[] {
  return [...new Set(view.mailboxes().map((mailbox) => domainOf(mailbox.address)))];
}

async function keyPair(algorithm: DkimAlgorithm): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } =
    algorithm === "rsa" ? await newKeyPair("rsa", { modulusLength: 2048 }) : await newKeyPair("ed25519");
  return {
    publicKey: publicText(publicKey, algorithm),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** As in the "p" tag. An Ed25519 key's SubjectPublicKeyInfo ends in its 32 octets (RFC 8410 section 4). */
function publicText(key: KeyObject, algorithm: DkimAlgorithm): string {
  const spki = key.export({ type: "spki", format: "der" });
  return (algorithm === "rsa" ? spki : spki.subarray(-32)).toString("base64");
}
