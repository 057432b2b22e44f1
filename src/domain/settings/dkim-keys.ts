/** Keys that sign our domains' mail: creating, activating and removing them, and what is known of their DNS records. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { domainOf } from "../mail/index.ts";
import type { Decided } from "./decided.ts";
import {
  type DkimAlgorithm,
  type DkimKey,
  KEY_AGES,
  publishesKey,
  RETIRED_STAYS,
  selectorFor,
} from "./dkim.ts";
import type { SettingsEvent } from "./events.ts";

const MOST_KEYS = 10;

/** The domains of mailboxes, each once, in their order. */
export const domainsOf = (mailboxes: readonly { readonly address: string }[]): readonly string[] => [
  ...new Set(mailboxes.map(({ address }) => domainOf(address))),
];

/** The facts for creating a key. */
export interface NewKeyFacts {
  readonly domain: string;
  readonly algorithm: DkimAlgorithm;
  readonly publicKey: string;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** The domains of our mailboxes. */
  readonly domains: readonly string[];
  /** The domain's keys. */
  readonly keys: readonly Pick<DkimKey, "selector">[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Creates a key for a domain of a mailbox: it waits until its record is found in DNS. */
export function decideNewKey(facts: NewKeyFacts): Result<Decided<DkimKey>, Fault> {
  const { domain, algorithm, publicKey, privateKey, domains, keys, now } = facts;
  const field = "domain";
  if (!domains.includes(domain)) return refuse(fault("domain.no-mailbox", { field, params: { domain } }));
  if (keys.length >= MOST_KEYS)
    return refuse(fault("domain.most-keys", { field, params: { domain, n: keys.length } }));
  const selector = selectorFor(
    now,
    keys.map((key) => key.selector),
  );
  const made = { domain, selector, algorithm, publicKey };
  return ok({
    events: [{ type: "DkimKeyMade", ...made, privateKey }],
    value: { ...made, state: "waiting", madeAt: now, retiredAt: null },
  });
}

/** A key by its name. */
interface Named {
  readonly domain: string;
  readonly selector: string;
}

/** Activates a key, whether its record was found or not. @param key null if there is no such key */
export function decideActivation(
  { domain, selector }: Named,
  key: Pick<DkimKey, "state"> | null,
): Result<readonly SettingsEvent[], Fault> {
  if (key === null) return refuse(fault("key.unknown"));
  return ok(key.state === "active" ? [] : [{ type: "DkimKeyActivated", domain, selector }]);
}

/** Removes a key. @param key null if there is no such key */
export const decideKeyRemoval = (
  { domain, selector }: Named,
  key: object | null,
): Result<readonly SettingsEvent[], Fault> =>
  key === null ? refuse(fault("key.unknown")) : ok([{ type: "DkimKeyRemoved", domain, selector }]);

/**
 * Activates a waiting key whose record was found in DNS. Not one that has since taken its place under the same name: the
 * record is not its own.
 * @param found the key as it was when DNS was queried
 * @param key the key of that name now; null if there is none
 */
export function decideKeyFound(
  { domain, selector, publicKey }: Named & Pick<DkimKey, "publicKey">,
  key: Pick<DkimKey, "state" | "publicKey"> | null,
): readonly SettingsEvent[] {
  const begins = key?.state === "waiting" && key.publicKey === publicKey;
  return begins ? [{ type: "DkimKeyActivated", domain, selector }] : [];
}

/** The state of a key's record when DNS was last queried. */
export type Published = "yes" | "no" | "other" | "unknown";

/** What DNS says of a key. @param texts the records at the key's name; null if DNS could not be queried */
export function publishedAs(
  texts: readonly string[] | null,
  key: Pick<DkimKey, "algorithm" | "publicKey">,
): Published {
  if (texts === null) return "unknown";
  if (texts.length === 0) return "no";
  return publishesKey(texts, key) ? "yes" : "other";
}

/** Whether a retired key and its record may be removed, and whether a key in use should be replaced. */
export const ageOf = (
  { state, madeAt, retiredAt }: Pick<DkimKey, "state" | "madeAt" | "retiredAt">,
  now: number,
): { readonly removable: boolean; readonly old: boolean } => ({
  removable: retiredAt !== null && now - retiredAt > RETIRED_STAYS,
  old: state === "active" && now - madeAt > KEY_AGES,
});
