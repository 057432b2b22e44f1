/** The envelope and line ends of a mail that was not received by SMTP. */

export interface FetchedEnvelope {
  /** Return-Path, else the first address of From; "" if there is neither. Only its domain is in lower case. */
  readonly from: string;
  /** Addresses it was probably delivered to, the most likely first, each once. */
  readonly to: readonly string[];
  /** Those of them that servers on its way named. */
  readonly delivered: readonly string[];
}

const delivered = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"] as const;
/** The most bytes of header considered, and the most addresses taken from it. */
const LONGEST = 256 * 1024;
const MOST = 500;

/**
 * Derives the envelope from the header, as far as possible (RFC 5321 section 4.4, RFC 9228).
 * @param raw the whole mail
 */
export function fetchedEnvelope(raw: Uint8Array): FetchedEnvelope {
  const fields = headerFields(raw);
  const of = (name: string) => fields.filter((field) => field.name === name).map((field) => field.value);
  const [path] = of("return-path");
  const from =
    path === undefined ? (addressesIn(of("from")[0] ?? "")[0] ?? "") : (addressesIn(path)[0] ?? "");
  const all = (names: readonly string[]) => names.flatMap((name) => of(name).flatMap(addressesIn));
  const by = all(delivered);
  return {
    from,
    to: [...new Set([...by, ...all(["to", "cc"])])].slice(0, MOST),
    delivered: by.slice(0, MOST),
  };
}

/** Whether bytes can be a mail: they begin with header fields, including one that only mail has. */
export function looksLikeMail(raw: Uint8Array): boolean {
  return headerFields(raw).some(({ name }) => telling.has(name));
}

/** Whether a header field, in lower case, is one by which mails are told from other texts. */
export const isMailField = (name: string): boolean => telling.has(name);

const telling: ReadonlySet<string> = new Set([
  ...["from", "to", "cc", "date", "subject", "received", "return-path", "delivered-to", "message-id"],
  ...["mime-version", "sender", "reply-to", "x-original-to"],
]);

interface Field {
  /** In lower case. */
  readonly name: string;
  /** Unfolded. */
  readonly value: string;
}

/** The fields of the header; anything else ends it (RFC 5322 section 2.2). */
function headerFields(raw: Uint8Array): readonly Field[] {
  const fields: { name: string; value: string }[] = [];
  const text = new TextDecoder().decode(raw.subarray(0, LONGEST));
  // linear: anchored, and no two neighbouring repetitions share a character
  const header = text.replace(/^\uFEFF?\s+(?=[!-9;-~]+:)/, "");
  for (const line of header.split(/\r\n|\n|\r/)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined && line.trim() !== "") {
      if (last.value.length < LONGEST) last.value += line;
      continue;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    if (colon < 1 || !/^[!-9;-~]+$/.test(name)) {
      // Some programs leave their separator in: "From someone Thu Jan ..." or ">From ...".
      if (fields.length === 0 && /^>?From /.test(line)) continue;
      break;
    }
    fields.push({ name, value: line.slice(colon + 1).trim() });
  }
  return fields;
}

/** Everything in a field's value that can be an address; display names and comments are ignored. */
function addressesIn(value: string): readonly string[] {
  const found = value.slice(0, LONGEST).match(/[^\s<>,;:"()[\]\\@]{1,200}@[^\s<>,;:"()[\]\\@]{1,255}/g) ?? [];
  return found.slice(0, MOST);
}

const CR = 13;
const LF = 10;

/**
 * The mail with all its lines ending in CRLF (RFC 5322 section 2.1). A lone CR counts as a line end only if there
 * are no others.
 * @returns the same bytes if nothing had to be changed
 */
export function withCrlf(raw: Uint8Array): Uint8Array {
  const end = raw.includes(LF) ? LF : CR;
  let bare = 0;
  for (let at = raw.indexOf(end); at >= 0; at = raw.indexOf(end, at + 1)) {
    if (end === CR || raw[at - 1] !== CR) bare += 1;
  }
  if (bare === 0) return raw;
  const out = new Uint8Array(raw.length + bare);
  let from = 0;
  let to = 0;
  for (let at = raw.indexOf(end); at >= 0; at = raw.indexOf(end, at + 1)) {
    if (end === LF && raw[at - 1] === CR) continue;
    out.set(raw.subarray(from, at), to);
    to += at - from;
    out[to++] = CR;
    out[to++] = LF;
    from = at + 1;
  }
  out.set(raw.subarray(from), to);
  return out;
}
