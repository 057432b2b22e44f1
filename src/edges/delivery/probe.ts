import { ok, type Result, refuse } from "../../base/result.ts";
import type { TlsUsed } from "../../domain/ticket/types.ts";
import { type Answer, defaultTimeouts, type SmtpRoute, type Timeouts, transact } from "./session.ts";

/** Milliseconds, for a person who is waiting. */
const impatient: Partial<Timeouts> = { connect: 8_000, greeting: 8_000, command: 15_000 };

/**
 * Whether a mail server can be reached, encrypts as the route requires and accepts the log-in. Nothing is sent.
 * @returns how the connection was encrypted (null: not at all), or what the server said, or why it said nothing
 */
export async function tryServer(
  route: SmtpRoute,
  options: { readonly hostname: string; readonly ca?: readonly string[] },
): Promise<Result<TlsUsed | null, Pick<Answer, "response" | "fault">>> {
  const { hostname, ca = [] } = options;
  const timeouts = { ...defaultTimeouts, ...impatient };
  // A session without recipients ends where the envelope would begin.
  const nothing = { raw: new Uint8Array(), from: "", to: [] };
  const attempt = (plain: boolean) => transact(nothing, route, { hostname, ca, timeouts, plain });
  let verdict = await attempt(false);
  if (verdict.tlsFailed && route.tls === "opportunistic") verdict = await attempt(true);
  return verdict.reached ? ok(verdict.tls ?? null) : refuse(verdict.mail);
}
