import { resemblesAddress } from "./address.ts";
import type { Bounce, BouncedRecipient } from "./types.ts";

/**
 * Reads the bounce notice that a sending service (Amazon SES over SNS) mails as a line of JSON; null for any
 * other text, including notices of deliveries and complaints.
 */
export function readBounceNotice(text: string): Bounce | null {
  if (!text.startsWith("{") || !text.includes('"bouncedRecipients"')) return null;
  const notice = objectIn(text.slice(0, LONGEST));
  const bounce = field(notice, "bounce");
  const list = field(bounce, "bouncedRecipients");
  if (!Array.isArray(list)) return null;
  const recipients = list.slice(0, MOST).flatMap(recipientOf);
  if (recipients.length === 0) return null;
  const mail = field(notice, "mail");
  const id = textOf(field(field(mail, "commonHeaders"), "messageId"));
  return {
    permanent: textOf(field(bounce, "bounceType")) !== "Transient",
    recipients,
    originalMessageId: id !== null && /^<[^<>\s]{1,900}>$/.test(id) ? id : null,
  };
}

const LONGEST = 64 * 1024;
const MOST = 100;

/** The object in the first line, or in the whole text if a server broke that line. */
function objectIn(text: string): unknown {
  const whole = text.slice(0, text.lastIndexOf("}") + 1);
  for (const json of [text.split("\n", 1)[0] ?? "", whole, whole.replace(/!?\n ?/g, "")]) {
    try {
      return JSON.parse(json);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return null;
}

function recipientOf(value: unknown): BouncedRecipient[] {
  const address = textOf(field(value, "emailAddress"));
  if (address === null || !resemblesAddress(address)) return [];
  const status = /^[245]\.\d{1,3}\.\d{1,3}$/.exec(textOf(field(value, "status")) ?? "")?.[0] ?? null;
  const diagnostic = textOf(field(value, "diagnosticCode"))?.replace(/^smtp;\s*/i, "") ?? null;
  return [{ address, status, diagnostic }];
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value.slice(0, 1000) : null;
