import type { BouncedRecipient } from "./types.ts";

/** What message/delivery-status parts say of failed recipients (RFC 3464). */
export interface DeliveryStatus {
  readonly permanent: boolean;
  readonly recipients: readonly BouncedRecipient[];
}

/**
 * Reads the fields of a delivery status notification.
 * @param parts the parts' texts
 * @returns null if nobody failed in it: delivered, relayed, expanded, or delayed
 */
export function readDeliveryStatus(parts: readonly string[]): DeliveryStatus | null {
  const recipients: BouncedRecipient[] = [];
  let permanent = false;
  for (const group of parts.flatMap((part) => part.split(/\n[ \t]*\n/))) {
    const fields = readFields(group);
    const action = (fields.get("action") ?? "").toLowerCase();
    const address = mailbox(fields.get("final-recipient")) ?? mailbox(fields.get("original-recipient"));
    if (address === null || !action.startsWith("failed")) continue;
    const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get("status") ?? "")?.[0] ?? null;
    if (status === null || !status.startsWith("4")) permanent = true;
    const diagnostic = (fields.get("diagnostic-code") ?? "").replace(/^[\w-]+\s*;\s*/, "").trim();
    recipients.push({ address, status, diagnostic: diagnostic === "" ? null : diagnostic });
  }
  return recipients.length === 0 ? null : { permanent, recipients };
}

function readFields(group: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of group.replace(/\n[ \t]+/g, " ").split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

/** The address of "rfc822; user@example.com". */
function mailbox(value: string | undefined): string | null {
  if (value === undefined) return null;
  const address = value
    .replace(/^[\w-]+\s*;/, "")
    .trim()
    .replace(/^<|>$/g, "");
  return address.includes("@") ? address : null;
}
