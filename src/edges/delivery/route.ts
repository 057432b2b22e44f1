import { isIPv6 } from "node:net";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isLoopback, type Outgoing } from "../../domain/settings/index.ts";

/**
 * Reads where mail goes out by: `smtp://[USER:PASSWORD@]HOST[:PORT]`, `smtps://...` or `catch`.
 *
 * smtps is TLS from the first byte (port 465, RFC 8314). smtp with a user demands STARTTLS (port 587); without one
 * it takes STARTTLS if offered (port 25). On the loopback neither is demanded. User and password are percent-decoded;
 * a password may hold "@" and "/" as they are.
 * @returns a fault "request.invalid" of field "outgoing" that says what is wrong, without the password
 */
export function parseOutgoing(text: string): Result<Outgoing, Fault> {
  const value = text.trim();
  if (value === "catch") return ok({ kind: "catch" });
  if (value === "direct") {
    return invalid("Delivery straight to the recipients' servers (direct) is not built yet", usage);
  }
  const scheme = /^(smtps?):\/\//i.exec(value);
  if (!scheme) return invalid("The way out must start with smtp:// or smtps://, or be the word catch", usage);
  const rest = value.slice(scheme[0].length).replace(/\/$/, "");
  const at = rest.lastIndexOf("@");
  const login = credentials(at < 0 ? null : rest.slice(0, at));
  if (!login.ok) return login;
  const server = hostAndPort(rest.slice(at + 1));
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

const usage =
  "Write smtp://HOST:PORT, smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT or catch";

const invalid = (text: string, hint: string) =>
  refuse(fault("request.invalid", { field: "outgoing", text, hint }));

function credentials(part: string | null): Result<{ user: string | null; password: string | null }, Fault> {
  if (part === null) return ok({ user: null, password: null });
  const colon = part.indexOf(":");
  if (colon < 0) return invalid("The way out names a user without a password", usage);
  const user = decode(part.slice(0, colon));
  const password = decode(part.slice(colon + 1));
  if (user === null || password === null) {
    return invalid(
      "The user or password has a % that is not followed by two hexadecimal digits",
      "Write % as %25",
    );
  }
  if (user === "" || password === "") return invalid("The user or password of the way out is empty", usage);
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
  const shown = JSON.stringify(part);
  if (isIPv6(part)) return invalid(`An IPv6 address stands in brackets: [${part}]`, usage);
  const host = (bracketed ?? plain)?.toLowerCase();
  if (host === undefined) return invalid(`${shown} is not HOST or HOST:PORT`, usage);
  if (bracketed === undefined ? !hostName.test(host) : !isIPv6(host)) {
    return invalid(`${shown} names no host`, usage);
  }
  if (digits === undefined) return ok({ host, port: null });
  const port = Number(digits);
  if (port < 1 || port > 65535 || digits === "")
    return invalid(`${shown} has no port from 1 to 65535`, usage);
  return ok({ host, port });
}

const hostName = /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*)(?:\.[\p{L}\p{N}\p{M}_-]+)*\.?$/u;
