/** The fields of a mail's header as rules see them. */
import { Buffer } from "node:buffer";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { recoded } from "./charset.ts";
import { type HeaderBlock, headerText, mapped } from "./headers.ts";
import { defaultLimits, Unreadable } from "./limits.ts";
import { type Part, readStructure } from "./structure.ts";

/** Reads them alone, which takes a fraction of the time of reading the mail; null if it exceeds a limit. */
export function headerFields(raw: Uint8Array): ParsedMail["headers"] | null {
  try {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    return fieldsOf(decodable(readStructure(bytes, defaultLimits)));
  } catch (cause) {
    if (cause instanceof Unreadable) return null;
    throw cause;
  }
}

/** The mail's header, what is not encoded there read in the charset that its text declares. */
export function decodable(root: Part): HeaderBlock {
  const declared = charsetsOf(root).find(
    (charset) => !/^(?:us-ascii|utf-?8|iso-8859-1|windows-1252)$/i.test(charset),
  );
  return declared === undefined ? root.headers : mapped(root.headers, (raw) => recoded(raw, declared));
}

const charsetsOf = ({ type, parameters, children }: Part): readonly string[] =>
  children.length > 0
    ? children.flatMap(charsetsOf)
    : type.startsWith("text/")
      ? [parameters.get("charset") ?? "us-ascii"]
      : [];

/** The fields for rules, as many as fit; the long ones of servers and signatures are of no use to them. */
export function fieldsOf(headers: HeaderBlock): ParsedMail["headers"] {
  const fields: [string, string][] = [];
  let room = MOST_FIELDS;
  for (const name of headers.names()) {
    if (ofTransport.has(name)) continue;
    for (const raw of headers.raw(name)) {
      room -= name.length + raw.length;
      if (room < 0) return fields;
      fields.push([name, headerText(raw)]);
    }
  }
  return fields;
}

/** Characters of all fields together. */
const MOST_FIELDS = 64 * 1024;
const ofTransport: ReadonlySet<string> = new Set([
  "arc-authentication-results",
  "arc-message-signature",
  "arc-seal",
  "autocrypt",
  "dkim-signature",
]);
