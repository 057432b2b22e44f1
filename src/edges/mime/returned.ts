import type { BounceFacts } from "../../domain/mail/index.ts";
import type { Limits } from "./limits.ts";
import { type Part, readStructure } from "./structure.ts";

/** The parts of a mail about another one's delivery (RFC 3462): status fields, and the returned mail. */
export function returnedParts(
  root: Part,
  limits: Limits,
): Pick<BounceFacts, "deliveryStatus" | "reports" | "returned"> {
  const deliveryStatus: string[] = [];
  const reports: string[] = [];
  const inner: string[] = [];
  let returned: string | null = null;
  for (const part of leaves(root)) {
    if (isStatus(part)) {
      deliveryStatus.push(textOf(part));
    } else if (isReport(part)) {
      reports.push(part.type);
    } else if (
      /^(?:message\/(?:rfc822|global|partial)|(?:text|message)\/(?:rfc822|global)-headers)$/.test(part.type)
    ) {
      if (returned !== null) continue;
      returned = textOf(part);
      // Some gateways wrap a whole report into a mail of their own.
      // linear: it repeats blanks only, each time between other characters
      if (/^content-type:\s*multipart\/report/im.test(returned.slice(0, 8_192))) {
        inner.push(...[...leaves(readStructure(part.bytes(), limits))].filter(isStatus).map(textOf));
      }
    }
  }
  // A report about a report counts as it is.
  return { deliveryStatus: deliveryStatus.length > 0 ? deliveryStatus : inner, reports, returned };
}

const isStatus = (part: Part): boolean => /^message\/(?:global-)?delivery-status$/.test(part.type);
const isReport = (part: Part): boolean =>
  /^(?:message\/(?:(?:global-)?disposition-notification|feedback-report)|application\/tlsrpt\+(?:gzip|json))$/.test(
    part.type,
  );
const textOf = (part: Part): string => part.text().slice(0, LONGEST).replace(/\r\n?/g, "\n");
const LONGEST = 256 * 1024;

function* leaves(part: Part): Generator<Part> {
  if (part.children.length === 0) yield part;
  for (const child of part.children) yield* leaves(child);
}
