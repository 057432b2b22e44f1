import { withoutEnd, withoutStart } from "../../base/text.ts";
import { resemblesAddress } from "./address.ts";
import type { BouncedRecipient } from "./types.ts";

/** The contents of message/delivery-status parts (RFC 3464). */
export interface DeliveryStatus {
  /** Whether any recipient failed permanently. */
  readonly permanent: boolean;
  /** Recipients that failed, or are delayed. */
  readonly recipients: readonly BouncedRecipient[];
  /** Whether any recipient is reported as delivered. */
  readonly delivered: boolean;
}

/**
 * Parses the fields of delivery status notifications, even if some are missing.
 * @param parts texts of the fields, groups separated by empty lines; line ends LF
 */
export function readDeliveryStatus(parts: readonly string[]): DeliveryStatus {
  const recipients = new Map<string, BouncedRecipient>();
  let permanent = false;
  let delivered = false;
  for (const fields of parts.flatMap((part) => part.split(/\n[ \t]*\n/)).flatMap(groupsOf)) {
    const action = (fields.get("action") ?? "").toLowerCase();
    // The sender knows the original recipient; the final one may be behind an alias.
    const address = mailbox(fields.get("original-recipient")) ?? mailbox(fields.get("final-recipient"));
    if (address === null) continue;
    const diagnostic = diagnosticOf(fields);
    const status = moreSpecific(statusCode(fields.get("status") ?? ""), diagnostic);
    const failed =
      /^(?:fail|error|undeliver|expired)/.test(action) ||
      (action === "" && status !== null && !status.startsWith("2"));
    if (!failed && !action.startsWith("delayed")) {
      delivered = true;
      continue;
    }
    // The server has given up, even if the reason could have been temporary (status 4.x.x).
    if (failed) permanent = true;
    const key = address.toLowerCase();
    if (!recipients.has(key) && recipients.size < MOST_RECIPIENTS)
      recipients.set(key, { address, status, diagnostic });
  }
  return { permanent, recipients: [...recipients.values()], delivered };
}

/** The most recipients kept of one report. */
export const MOST_RECIPIENTS = 500;

function diagnosticOf(fields: ReadonlyMap<string, string>): string | null {
  const text = (fields.get("diagnostic-code") ?? "").replace(/^[\w-]+\s*;\s*/, "").trim();
  return text === "" ? null : text.slice(0, 1000);
}

/** The first enhanced status code (RFC 3463) in a text, or null. Parts of IP addresses do not count. */
export function statusCode(text: string): string | null {
  return /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d]|\.\d)/.exec(text)?.[0] ?? null;
}

/** If the field says only "failed" (5.0.0), the status that the refusing server gave. */
export function moreSpecific(status: string | null, words: string | null): string | null {
  if (status !== null && !/\.0\.0$/.test(status)) return status;
  const inWords = statusCode(words ?? "");
  return inWords === null || (status !== null && inWords[0] !== status[0]) ? status : inWords;
}

/** The groups in a text without empty lines: some leave those out between recipients. A field that comes again starts one. */
function groupsOf(text: string): Map<string, string>[] {
  const groups: Map<string, string>[] = [];
  let fields = new Map<string, string>();
  for (const line of text.replace(/\n[ \t]+/g, " ").split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (ofRecipient.has(name) && fields.has(name)) {
      groups.push(fields);
      fields = new Map();
    }
    fields.set(name, line.slice(colon + 1).trim());
  }
  return [...groups, fields];
}

const ofRecipient: ReadonlySet<string> = new Set([
  "original-recipient",
  "final-recipient",
  "action",
  "status",
]);

/** The address of "rfc822; user@example.com", with or without the type, brackets, a name or a comment. */
function mailbox(value: string | undefined): string | null {
  if (value === undefined) return null;
  const text = value.replace(/^(?:[\w/-]+\s*;\s*)+/, "").trim();
  for (const [, bracketed = ""] of text.matchAll(/<([^<>\s]+)>/g)) {
    if (resemblesAddress(bracketed)) return bracketed;
  }
  const comment = text.search(/\s\(/);
  const bare = comment === -1 ? text : text.slice(0, comment).trimEnd();
  const address = withoutEnd(withoutStart(bare, /["<']/), /[">';]/);
  return resemblesAddress(address) ? address : null;
}
