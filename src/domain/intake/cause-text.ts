import { never } from "../../base/result.ts";
import type { CheckedVerdicts, MailCause } from "./cause.ts";

/** The English sentence for a cause, without a full stop. */
export function causeText(cause: MailCause): string {
  switch (cause.code) {
    case "unreadable":
      return cause.why;
    case "no-sender":
      return "It names no sender, so nobody could be answered";
    case "virus":
      return `The virus scanner found ${cause.virus} in it`;
    case "dmarc-reject": {
      const forwarded = cause.forwarded
        ? `; ${cause.forwarder ?? "a forwarder"} vouches (ARC) for how it looked before it was forwarded`
        : "";
      return `${cause.domain} asks to refuse mail in its name that fails DMARC, as this one does${forwarded}`;
    }
    case "spam": {
      const symbols = cause.symbols.length === 0 ? "" : `: ${cause.symbols.join(", ")}`;
      return `The spam scanner gave it ${cause.score} points of ${cause.threshold} that make spam${symbols}`;
    }
    case "not-a-participant":
      return `It refers to ticket ${cause.ticket}, but ${cause.address} takes no part in that ticket`;
    case "unproven-agent":
      return `It claims to come from ${cause.name} <${cause.address}>, who works here, and refers to ticket ${cause.ticket}, but ${unproven(cause.checked)}`;
    case "flood":
      return `${cause.address} has opened ${cause.opened} tickets within ${cause.minutes} minutes; more than ${cause.limit} are a flood`;
    case "flood-goes-on":
      return `More of the mails from ${cause.address} that are held already`;
    case "notification-no-sender":
      return `It answers ${notification(cause)}, but names no sender`;
    case "notification-other-sender":
      return `It answers ${notification(cause)}, but comes from ${cause.address}`;
    case "notification-unproven":
      return `It answers ${notification(cause)} and claims to come from them, but ${unproven(cause.checked)}`;
    case "notification-disabled":
      return `It answers ${notification(cause)}, whose account is switched off`;
    case "notification-not-allowed":
      return `It answers ${notification(cause)}, who may not answer tickets`;
    case "notification-to-many":
      return `It answers ${notification(cause)}, but looks like mail to many (${cause.automatic})`;
    case "notification-nothing-new":
      return `It answers ${notification(cause)}, but nothing in it is newly written`;
    case "reply-not-sent":
      return `${cause.name} answered a notification with it, but it cannot be sent: ${cause.why}`;
    case "decision-failed":
      return `Deciding about it failed: ${cause.why}`;
    case "decision-erased":
      return "What was decided about it may have been erased";
    case "unknown-bounce":
      return "A delivery report about a mail that was not sent from here";
    case "notification-machine":
      return `What a machine sent back to a notification about ticket ${cause.ticket} to ${cause.name}`;
    case "put-aside":
      return `Put aside by ${cause.by}; it was held: ${causeText(cause.held)}`;
    case "text":
      return cause.text;
    default:
      return never(cause);
  }
}

const notification = ({ ticket, name }: { readonly ticket: number; readonly name: string }): string =>
  `the notification about ticket ${ticket} to ${name}`;

/** What the checks came to, where they prove nothing; after "but". */
function unproven(checked: CheckedVerdicts): string {
  if (checked === null) return "nothing proves that: its sender could not be checked";
  const { spf, dkim, dmarc } = checked;
  return `nothing proves that (SPF ${spf}, DKIM ${dkim}, DMARC ${dmarc})`;
}
