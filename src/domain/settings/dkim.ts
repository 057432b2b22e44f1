/** DKIM keys of our domains: their names, the DNS records that publish them, and the state of those (RFC 6376). */

export type DkimAlgorithm = "rsa" | "ed25519";

/** "waiting" until its DNS record is found, then "active"; "retired" once another key has replaced it. */
export type DkimKeyState = "waiting" | "active" | "retired";

export interface DkimKey {
  /** In lower case, as in the mailboxes' addresses. */
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  /** Base64, as in the "p" tag: SubjectPublicKeyInfo for RSA, the bare 32 octets for Ed25519 (RFC 8463). */
  readonly publicKey: string;
  readonly state: DkimKeyState;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly retiredAt: number | null;
}

/** A record to publish: its name and its text. */
export interface TxtRecord {
  readonly name: string;
  readonly text: string;
}

/** Milliseconds for which a retired key's record must stay: mail it signed may still be on its way or be checked late. */
export const RETIRED_STAYS = 14 * 24 * 3_600_000;

/** Milliseconds after which a key should be replaced. */
export const KEY_AGES = 365 * 24 * 3_600_000;

/**
 * A selector for a key created on that day: mm20261123, then mm20261123b for a second one.
 * @param taken the domain's other selectors
 */
export function selectorFor(now: number, taken: readonly string[]): string {
  const day = `mm${new Date(now).toISOString().slice(0, 10).replaceAll("-", "")}`;
  const free = ["", ..."bcdefghijklmnopqrstuvwxyz"].find((letter) => !taken.includes(`${day}${letter}`));
  return `${day}${free ?? `x${taken.length}`}`;
}

/**
 * The record that publishes a key (RFC 6376 section 3.6.1).
 * @param domain as A-labels
 */
export function dkimRecord(
  { selector, algorithm, publicKey }: Pick<DkimKey, "selector" | "algorithm" | "publicKey">,
  domain: string,
): TxtRecord {
  return {
    name: `${selector}._domainkey.${domain}`,
    text: `v=DKIM1; k=${algorithm}; p=${publicKey}`,
  };
}

/** The record's text in a zone file: in strings of at most 255 octets (RFC 1035 section 3.3.14). */
export function zoneText(text: string): string {
  const strings = text.match(/.{1,250}/g) ?? [""];
  return strings.map((part) => `"${part}"`).join(" ");
}

/** Whether one of the texts found in DNS publishes the key. */
export function publishesKey(
  texts: readonly string[],
  { algorithm, publicKey }: Pick<DkimKey, "algorithm" | "publicKey">,
): boolean {
  return texts.some((text) => {
    const tags = tagsOf(text);
    const version = tags.get("v") ?? "DKIM1";
    const kind = tags.get("k") ?? "rsa";
    return version === "DKIM1" && kind === algorithm && tags.get("p")?.replace(/\s/g, "") === publicKey;
  });
}

/** A tag list (RFC 6376 section 3.2); of a duplicate tag, the first. */
function tagsOf(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of text.slice(0, 5000).split(";")) {
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    if (at > 0 && !tags.has(name)) tags.set(name, part.slice(at + 1).trim());
  }
  return tags;
}
