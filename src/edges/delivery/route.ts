import { isIPv6 } from "node:net";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isLoopback, type Outgoing } from "../../domain/settings/index.ts";

/**
 * Parses a delivery route: `smtp://[USER:PASSWORD@]HOST[:PORT]`, `smtps://...`, `direct` or `catch`.
 *
 * smtps is TLS from the start (port 465, RFC 8314). smtp with a user requires STARTTLS (port 587); without one
 * it uses STARTTLS if offered (port 25). On the loopback neither is required. User and password are percent-decoded;
 * a password may contain "@" and "/" unescaped.
 * @returns a fault "request.invalid" of field "outgoing" that says what is wrong, without the password
 */
export function parseOutgoing(text: string): Result<Outgoing, Fault> {
  const value = text.trim();
  if (value === "catch") return ok({ kind: "catch" });
  if (value === "direct") return ok({ kind: "direct" });
  const scheme = /^(smtps?):\/\//i.exec(value);
  if (!scheme) return refuse(fault("outgoing.scheme", at));
  const rest = value.slice(scheme[0].length).replace(/\/$/, "");
  const sign = rest.lastIndexOf("@");
  const login = credentials(sign < 0 ? null : rest.slice(0, sign));
  if (!login.ok) return login;
  const server = hostAndPort(rest.slice(sign + 1));
  if (!server.ok) return server;
  const { host, port } = server.value;
  const { user, password } = login.value;
  const implicit = scheme[0].toLowerCase() === "smtps://";
  return ok({
    kind: "smtp",
    host,
    port: port ?? (implicit ? 465 : user === null ? 25 : 587),
    tls: implicit ? "implicit" : user === null || isLoopback(host) ? "opportunistic" : "starttls",
    user,
    password,
  });
}

const at = { field: "outgoing" } as const;

function credentials(part: string | null): Result<{ user: string | null; password: string | null }, Fault> {
  if (part === null) return ok({ user: null, password: null });
  const colon = part.indexOf(":");
  if (colon < 0) return refuse(fault("outgoing.no-password", at));
  const user = decode(part.slice(0, colon));
  const password = decode(part.slice(colon + 1));
  if (user === null || password === null) {
    return refuse(fault("outgoing.percent", at));
  }
  if (user === "" || password === "") return refuse(fault("outgoing.empty", at));
  return ok({ user, password });
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function hostAndPort(part: string): Result<{ host: string; port: number | null }, Fault> {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:/?#[\]\s]*))(?::(\d*))?$/.exec(part) ?? [];
  const value = JSON.stringify(part);
  if (isIPv6(part)) return refuse(fault("outgoing.brackets", { ...at, params: { address: part } }));
  const host = (bracketed ?? plain)?.toLowerCase();
  if (host === undefined) return refuse(fault("outgoing.host-port", { ...at, params: { value } }));
  if (bracketed === undefined ? host.length > 253 || !hostName.test(host) : !isIPv6(host)) {
    return refuse(fault("outgoing.host", { ...at, params: { value } }));
  }
  if (digits === undefined) return ok({ host, port: null });
  const port = Number(digits);
  if (port < 1 || port > 65535 || digits === "")
    return refuse(fault("outgoing.port", { ...at, params: { value } }));
  return ok({ host, port });
}

const hostName = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_-]*(?:\.[\p{L}\p{N}\p{M}_-]+)*\.?$/u;
