import type { BounceFacts } from "../../domain/mail/bounce.ts";
import type { Part } from "./structure.ts";

/** The parts of a mail that speak of another one's delivery (RFC 3462): status fields, and the mail returned. */
export function returnedParts(root: Part): Pick<BounceFacts, "deliveryStatus" | "returned"> {
  const deliveryStatus: string[] = [];
  let returned: string | null = null;
  for (const part of leaves(root)) {
    if (/^message\/(?:global-)?delivery-status$/.test(part.type)) {
      deliveryStatus.push(part.text().slice(0, LONGEST).replace(/\r\n?/g, "\n"));
    } else if (
      /^(?:message\/(?:rfc822|global|partial)|(?:text|message)\/(?:rfc822|global)-headers)$/.test(part.type)
    ) {
      returned ??= part.text().slice(0, LONGEST).replace(/\r\n?/g, "\n");
    }
  }
  return { deliveryStatus, returned };
}

const LONGEST = 256 * 1024;

function* leaves(part: Part): Generator<Part> {
  if (part.children.length === 0) yield part;
  for (const child of part.children) yield* leaves(child);
}
