import { generateKeyPair, type KeyObject } from "node:crypto";
import { domainToASCII } from "node:url";
import { promisify } from "node:util";
import type { Now } from "../../base/clock.ts";
import type { Fault, StoredFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result } from "../../base/result.ts";
import { type PolicyReport, sendingHost } from "../../domain/health/index.ts";
import { canonicalDomain } from "../../domain/mail/index.ts";
import { type Caller, may, system } from "../../domain/policy/index.ts";
import type { Outgoing, Route } from "../../domain/settings/events.ts";
import {
  ageOf,
  type DkimAlgorithm,
  type DkimKey,
  decideActivation,
  decideKeyFound,
  decideKeyRemoval,
  decideNewKey,
  dkimRecord,
  domainsOf,
  type Published,
  publishedAs,
  type TxtRecord,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { forbidden } from "../people/caller.ts";
import { changeAndGive, changeSettings } from "./change.ts";
import type { Resolve } from "./resolve.ts";
import { senderPolicies } from "./sender-policy.ts";

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
      const pair = await keyPair(algorithm);
      return changeAndGive(record, caller, (view, time) => {
        const domains = domainsOf(view.mailboxes());
        const domain = domains.find((one) => canonicalDomain(one) === wanted) ?? wanted;
        const keys = view.dkimKeys(domain);
        return decideNewKey({ ...{ domain, domains, keys, algorithm, ...pair }, now: time });
      });
    },

    activateKey: (caller, domain, selector) =>
      changeSettings(record, caller, (view) =>
        decideActivation({ domain, selector }, keyOf(view, domain, selector)),
      ),

    removeKey: (caller, domain, selector) =>
      changeSettings(record, caller, (view) =>
        decideKeyRemoval({ domain, selector }, keyOf(view, domain, selector)),
      ),

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
    return domainsOf(record.view.mailboxes()).map((domain) => {
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
      ...ageOf(key, now()),
    };
  }

  async function checkAll(): Promise<readonly DomainReport[]> {
    const keys = list().flatMap((domain) => domain.keys);
    seen.clear();
    for (const key of keys) {
      const answer = await resolve.txt(key.record.name);
      const texts = answer.kind === "found" ? answer.records : [];
      const published = publishedAs(answer.kind === "failed" ? null : texts, key);
      const found = answer.kind === "failed" ? answer.problem : (texts[0]?.slice(0, 600) ?? null);
      seen.set(placeOf(key), { published, found: published === "yes" ? null : found });
      if (published === "yes" && key.state === "waiting") await begin(key);
      if (published !== "yes" && published !== "unknown" && key.state === "active") {
        log.warn("the DNS record of a DKIM key in use is missing", { record: key.record.name });
      }
    }
    policies.clear();
    const server = sendingHost(route(record.view.outgoing()), record.view.hostname() ?? "localhost");
    for (const domain of domainsOf(record.view.mailboxes())) {
      policies.set(domain, await senderPolicies(resolve, domainToASCII(domain), server));
    }
    checkedAt = now();
    return list();
  }

  /** The key's record has been found. */
  async function begin(found: DkimKey): Promise<void> {
    const { domain, selector } = found;
    const done = await changeAndGive(record, system("dkim"), (view) => {
      const events = decideKeyFound(found, keyOf(view, domain, selector));
      return ok({ events, value: events.length > 0 });
    });
    if (done.ok && done.value)
      log.info("a DKIM key's DNS record was found: mail is signed with it", { domain, selector });
  }
}

const placeOf = ({ domain, selector }: DkimKey) => `${selector}._domainkey.${domain}`;

const keyOf = (view: View, domain: string, selector: string) =>
  view.dkimKeys(domain).find((key) => key.selector === selector) ?? null;

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
