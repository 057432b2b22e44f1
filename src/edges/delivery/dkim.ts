import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { domainToASCII } from "node:url";
import { domainOf } from "../../domain/mail/index.ts";
import type { DkimAlgorithm } from "../../domain/settings/index.ts";
import type { Write } from "./compose.ts";

export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
}

/**
 * Composes mails signed with the keys of their From's domain, one signature per key (RFC 6376, RFC 8463).
 * The same draft and keys give the same bytes.
 *
 * @param keysOf the current signing keys of a domain; with none, mail is unsigned
 */
export function signing(compose: Write, keysOf: (domain: string) => readonly SigningKey[]): Write {
  return async (draft) => {
    const raw = await compose(draft);
    const seconds = Math.floor(draft.date / 1000);
    const keys = keysOf(domainOf(draft.from.address));
    return Buffer.concat([...keys.map((key) => Buffer.from(signature(raw, key, seconds))), raw]);
  };
}

/**
 * A DKIM-Signature field over a mail, with its CRLF: relaxed/relaxed, SHA-256.
 * @param raw lines ending in CRLF
 * @param time of the signature, in seconds since 1970
 */
export function signature(raw: Uint8Array, key: SigningKey, time: number): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = bytes.indexOf("\r\n\r\n");
  const head = (end < 0 ? bytes : bytes.subarray(0, end)).toString("latin1");
  const body = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  const fields = fieldsOf(head);
  const names = toSign(fields);
  const tags = [
    "v=1",
    `a=${key.algorithm}-sha256`,
    "c=relaxed/relaxed",
    `d=${domainToASCII(key.domain)}`,
    `s=${key.selector}`,
    `t=${time}`,
    `bh=${relaxedBodyHash(body)}`,
    `h=${names.join(":\r\n  ")}`,
    "b=",
  ];
  const unsigned = `DKIM-Signature: ${tags.join(";\r\n ")}`;
  const data = [...picked(fields, names), relaxedField(unsigned)].join("\r\n");
  const made = signed(Buffer.from(data, "latin1"), key);
  return `${unsigned}${made.replace(/.{70}/g, "$&\r\n  ")}\r\n`;
}

/** All fields that a reader sees or replies by. From one more time than it occurs, so that none can be added. */
const signable = new Set(
  (
    "from reply-to to cc subject date message-id in-reply-to references mime-version content-type " +
    "content-transfer-encoding auto-submitted"
  ).split(" "),
);

function toSign(fields: readonly Field[]): readonly string[] {
  return [...fields.map(({ name }) => name).filter((name) => signable.has(name)), "from"];
}

interface Field {
  /** In lower case. */
  readonly name: string;
  /** With its folds. */
  readonly text: string;
}

function fieldsOf(head: string): readonly Field[] {
  return head.split(/\r\n(?![ \t])/).map((text) => {
    const colon = text.indexOf(":");
    return { name: text.slice(0, colon).trim().toLowerCase(), text };
  });
}

/** The named fields; several with the same name from the last to the first (RFC 6376 section 5.4.2). */
function picked(fields: readonly Field[], names: readonly string[]): readonly string[] {
  const left = [...fields];
  return names.flatMap((name) => {
    const at = left.findLastIndex((field) => field.name === name);
    return left.splice(at < 0 ? left.length : at, 1).map(({ text }) => relaxedField(text));
  });
}

/** RFC 6376 section 3.4.2. */
function relaxedField(text: string): string {
  const colon = text.indexOf(":");
  const value = text
    .slice(colon + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    // Not trim(): it would treat octets of UTF-8 as spaces.
    .replace(/^ | $/g, "");
  return `${text.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** The SHA-256 of a body in its relaxed form (RFC 6376 section 3.4.4), in Base64; in little memory, however large it is. */
function relaxedBodyHash(body: Buffer): string {
  const hash = createHash("sha256");
  // Empty lines at the end do not count.
  let empty = 0;
  for (const lines of blocksOf(body)) {
    const relaxed: string[] = [];
    for (const line of lines) {
      const text = line.replace(/[ \t]+/g, " ").replace(/ $/, "");
      if (text === "") empty += 1;
      else {
        relaxed.push("\r\n".repeat(empty), text, "\r\n");
        empty = 0;
      }
    }
    hash.update(relaxed.join(""), "latin1");
  }
  return hash.digest("base64");
}

/** Bytes of a body that are looked at together, up to the end of the line. */
const BLOCK = 256 * 1024;

/** The lines of a body, some at a time. */
function* blocksOf(body: Buffer): Generator<readonly string[]> {
  for (let at = 0; at < body.length; ) {
    const found = body.indexOf("\r\n", at + BLOCK);
    const end = found < 0 ? body.length : found;
    yield body.toString("latin1", at, end).split("\r\n");
    at = end + 2;
  }
}

function signed(data: Buffer, { algorithm, privateKey }: SigningKey): string {
  const key = keyOf(privateKey);
  const made =
    algorithm === "rsa"
      ? sign("sha256", data, key)
      : // RFC 8463 section 3: Ed25519 signs the hash.
        sign(null, createHash("sha256").update(data).digest(), key);
  return made.toString("base64");
}

const parsed = new Map<string, KeyObject>();

/** Parsing a key takes longer than signing with it. */
function keyOf(pem: string): KeyObject {
  const known = parsed.get(pem);
  if (known) return known;
  if (parsed.size >= 100) parsed.clear();
  const key = createPrivateKey(pem);
  parsed.set(pem, key);
  return key;
}
