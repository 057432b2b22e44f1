import { fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import type { Envelope } from "../../domain/mail/types.ts";
import type { DeliveryResult } from "../../domain/ticket/types.ts";
import { addrSpec } from "./addrspec.ts";
import {
  type Answer,
  defaultTimeouts,
  prevented,
  type SmtpRoute,
  type Timeouts,
  transact,
  type Verdict,
} from "./session.ts";

export interface DeliveryOptions {
  /** The name we greet with (RFC 5321 section 4.1.1.1). */
  readonly hostname: string;
  readonly log: Log;
  /** CAs (PEM) that may have issued the server's certificate, in addition to the public ones and the system's. */
  readonly ca?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
}

export interface Mail {
  readonly raw: Uint8Array;
  readonly envelope: Envelope;
  /** Someone asked for an immediate attempt: a domain in back-off is tried as well. */
  readonly insist?: boolean;
}

/**
 * The interface Deliver for a smart host: passes it a mail in one SMTP transaction (RFC 5321) for all recipients, over a
 * connection of its own.
 *
 * A recipient is "delivered" if the server has answered 250 to the recipient and to the mail, "failed" after a 5xx to
 * either, "deferred" in every other case: including a refusal that is about the session and not about the mail
 * (greeting, TLS, log-in, 503, 530), and a connection that broke after the final dot, when the outcome is unknown. What the
 * server is known not to accept (its SIZE, no SMTPUTF8) has failed without being sent.
 */
export function smtpDelivery(
  options: DeliveryOptions,
): (mail: Mail, route: SmtpRoute) => Promise<{ server: string; results: readonly DeliveryResult[] }> {
  const { hostname, log, ca = [] } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  return async ({ raw, envelope }, route) => {
    const server = `${route.host.includes(":") ? `[${route.host}]` : route.host}:${route.port}`;
    const each = (answer: (recipient: string) => Omit<DeliveryResult, "recipient">) => ({
      server,
      results: envelope.to.map((recipient): DeliveryResult => ({ recipient, ...answer(recipient) })),
    });
    const from = envelope.from === "" ? "" : addrSpec(envelope.from);
    if (from === null) return each(() => badSender);
    const specs = new Map(envelope.to.map((recipient) => [recipient, addrSpec(recipient)]));
    const to = [...new Set(specs.values())].filter((spec) => spec !== null);
    if (to.length === 0) return each(() => badRecipient);
    try {
      const attempt = (plain: boolean) =>
        transact({ raw, from, to }, route, { hostname, ca, timeouts, plain });
      let verdict = await attempt(false);
      // If STARTTLS is offered but fails, it is retried without, if that is allowed.
      if (verdict.tlsFailed && route.tls === "opportunistic") verdict = await attempt(true);
      return each((recipient) => {
        const spec = specs.get(recipient);
        return spec ? answerFor(spec, verdict) : badRecipient;
      });
    } catch (cause) {
      log.error("delivery: an attempt broke off", { server, cause });
      return each(() => prevented("deferred", fault("delivery.broken-off")));
    }
  };
}

/** A recipient's own response or else the mail's, and how the connection was encrypted. */
export function answerFor(
  spec: string,
  { recipients, mail, tls }: Verdict,
): Omit<DeliveryResult, "recipient"> {
  return { ...(recipients.get(spec) ?? mail), ...(tls === undefined ? {} : { tls }) };
}

export const badSender: Answer = prevented("failed", fault("delivery.sender"));
export const badRecipient: Answer = prevented("failed", fault("delivery.recipient"));
