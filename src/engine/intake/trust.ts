/** What the checks of a mail mean for what becomes of it: whom to believe, and what a human has to see first. */
import { domainOf, normalAddress } from "../../domain/mail/address.ts";
import type { HeldReason } from "../../domain/mail/events.ts";
import { type Authentication, type Checks, isRefusedByOwner, provenBy } from "../../domain/mail/trust.ts";
import type { Address } from "../../domain/mail/types.ts";
import { permissionsOf } from "../../domain/people/index.ts";
import type { Evidence, Match, Ticket } from "../../domain/ticket/index.ts";
import type { View } from "../../record/view.ts";

interface Reason {
  readonly reason: HeldReason;
  readonly cause: string;
}

/** Why a mail is held for what the virus scanner found in it; null if it is not. */
export function infected(checks: Checks | null): Reason | null {
  const virus = checks?.virus?.virus ?? null;
  return virus === null ? null : { reason: "virus", cause: `The virus scanner found ${virus} in it` };
}

/** Why a mail is held whatever it says: its sender's domain disowns it, or it is spam. Null if it is not. */
export function distrusted(checks: Checks | null, author: Address | null): Reason | null {
  if (checks === null) return null;
  const { authentication, spam } = checks;
  if (isRefusedByOwner(authentication)) {
    const domain = authentication?.dmarc.domain ?? domainOf(author?.address ?? "");
    const forwarded =
      authentication?.arc.verdict === "pass"
        ? `; ${authentication.arc.domain ?? "a forwarder"} vouches (ARC) for how it looked before it was forwarded`
        : "";
    const cause = `${domain} asks to refuse mail in its name that fails DMARC, as this one does${forwarded}`;
    return { reason: "dmarc-reject", cause };
  }
  if (spam?.spam) {
    const symbols = spam.symbols.length === 0 ? "" : `: ${spam.symbols.slice(0, 8).join(", ")}`;
    const cause = `The spam scanner gave it ${spam.score} points of ${spam.threshold} that make spam${symbols}`;
    return { reason: "spam", cause };
  }
  return null;
}

export type Admitted =
  | { readonly kind: "none" }
  | { readonly kind: "follow-up"; readonly ticket: Ticket; readonly evidence: Evidence }
  | ({ readonly kind: "held"; readonly ticket: Ticket } & Reason);

/**
 * Whether a mail may join the ticket it matches. Who writes from an agent's address has to be proven to do so, and
 * then may join any ticket by its token, as they may in the pages; only as a ticket's own requester do they write as
 * anybody would. Of all others, those who take part in the ticket may.
 */
export function admitted(
  view: View,
  found: Match,
  authentication: Authentication | null,
  from: Address,
): Admitted {
  if (found.kind === "none") return found;
  const { ticket, evidence } = found;
  const address = normalAddress(from.address);
  const user = address === "" ? null : view.userOfAddress(address);
  if (user !== null && address !== normalAddress(ticket.requester.address)) {
    if (provenBy(authentication, from).length === 0) {
      const cause = `It claims to come from ${user.fullName} <${from.address}>, who works here, and refers to ticket ${ticket.number}, but ${unproven(authentication)}`;
      return { kind: "held", ticket, reason: "unproven-agent", cause };
    }
    const may = permissionsOf(user.role, null).has("tickets.write");
    if (may && evidence.by === "token") return { kind: "follow-up", ticket, evidence };
  }
  if (found.kind === "follow-up") return found;
  const cause = `It refers to ticket ${ticket.number}, but ${from.address} takes no part in that ticket`;
  return { kind: "held", ticket, reason: "possible-follow-up", cause };
}

/** What the checks of a mail came to, where they prove nothing; after "but". */
export function unproven(authentication: Authentication | null): string {
  if (authentication === null) return "nothing proves that: its sender could not be checked";
  const { spf, dkim, dmarc } = authentication;
  return `nothing proves that (SPF ${spf.verdict}, DKIM ${dkim.verdict}, DMARC ${dmarc.verdict})`;
}
