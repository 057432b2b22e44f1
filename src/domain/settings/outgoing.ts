import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Outgoing } from "./events.ts";
import { isLoopback } from "./loopback.ts";

/**
 * The delivery method as it is stored, or the faults by field: a valid server and port, and a password or token only if the
 * connection is encrypted and the server verified.
 */
export function checkedOutgoing<T extends Outgoing>(outgoing: T): Result<T, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  if (outgoing.kind !== "smtp") return ok(outgoing);
  const { host, port, user, password, tls, oauth } = outgoing;
  if (!/^[\p{L}\p{N}_[][\p{L}\p{N}\p{M}._:\]-]{0,253}$/u.test(host)) return wrong("host", "server.host");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return wrong("port", "server.port");
  if (user === null) return oauth === undefined ? ok(outgoing) : wrong("user", "server.oauth-user");
  if (user.length > 500 || /\p{Cc}/u.test(user)) return wrong("user", "server.user");
  if (password === null && oauth === undefined) return wrong("password", "server.password");
  if (password !== null && oauth !== undefined) return wrong("password", "server.one-login");
  if (tls === "implicit" || tls === "starttls" || isLoopback(host)) return ok(outgoing);
  return wrong("tls", "server.encryption");
}
