import { type Fault, fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import type { Envelope } from "../../domain/mail/index.ts";
import type { DeliveryResult } from "../../domain/ticket/types.ts";
import type { AccessTokens } from "../../engine/settings/access-tokens.ts";
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
  /** For routes with an OAuth account. */
  readonly tokens?: Pick<AccessTokens, "token" | "discard" | "note">;
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
      const session = { hostname, ca, timeouts };
      const attempt = async (token: { readonly accessToken?: string }) => {
        const verdict = await transact({ raw, from, to }, route, { ...session, ...token, plain: false });
        // If STARTTLS is offered but fails, it is retried without, if that is allowed.
        return verdict.tlsFailed && route.tls === "opportunistic"
          ? transact({ raw, from, to }, route, { ...session, ...token, plain: true })
          : verdict;
      };
      const verdict = await withToken(route, options.tokens, attempt);
      return each((recipient) => {
        const spec = specs.get(recipient);
        return spec ? answerFor(spec, verdict) : badRecipient;
      });
    } catch (cause) {
      log.error("delivery: an attempt was aborted", { server, cause });
      return each(() => prevented("deferred", fault("delivery.broken-off")));
    }
  };
}

/**
 * Attempts with an access token, if the route has an OAuth account: one that the server does not accept is replaced once.
 * After that, the mail waits.
 */
async function withToken(
  { host, user, oauth }: SmtpRoute,
  tokens: DeliveryOptions["tokens"],
  attempt: (token: { readonly accessToken?: string }) => Promise<Verdict>,
): Promise<Pick<Verdict, "mail" | "recipients" | "tls">> {
  if (oauth === undefined) return attempt({});
  if (!tokens) throw new Error("a route has an OAuth account, and there are no access tokens");
  const none = (why: Fault) => ({
    mail: prevented("deferred", why),
    ...{ recipients: new Map(), tls: undefined },
  });
  const first = await tokens.token(oauth, host);
  if (!first.ok) return none(first.error);
  let verdict = await attempt({ accessToken: first.value });
  if (verdict.tokenRefused !== null) {
    tokens.discard(oauth, first.value);
    const second = await tokens.token(oauth, host);
    if (!second.ok) return none(second.error);
    verdict = await attempt({ accessToken: second.value });
    if (verdict.tokenRefused !== null) {
      const params = { user: user ?? "", account: oauth, problem: verdict.tokenRefused };
      const why = fault("delivery.oauth-refused", { params });
      tokens.discard(oauth, second.value);
      tokens.note(oauth, host, why);
      return none(why);
    }
  }
  if (verdict.reached) tokens.note(oauth, host, null);
  return verdict;
}

/** A recipient's own response or else the mail's, and how the connection was encrypted. */
export function answerFor(
  spec: string,
  { recipients, mail, tls }: Pick<Verdict, "mail" | "recipients" | "tls">,
): Omit<DeliveryResult, "recipient"> {
  return { ...(recipients.get(spec) ?? mail), ...(tls === undefined ? {} : { tls }) };
}

export const badSender: Answer = prevented("failed", fault("delivery.sender"));
export const badRecipient: Answer = prevented("failed", fault("delivery.recipient"));
