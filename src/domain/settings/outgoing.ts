import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Outgoing, SettingsEvent } from "./events.ts";
import { isWithin, outgoingFields } from "./fields/index.ts";
import { isLoopback } from "./loopback.ts";
import { type OAuthAccount, unfitAccount } from "./oauth.ts";
import { type WantedOutgoing, withKeptOutgoing } from "./secrets.ts";
import { type ShownOutgoing, shownOutgoing } from "./shown.ts";
import { type Wanted, wantedFrom } from "./wanted.ts";

/**
 * The delivery method in effect: the one given on the command line takes precedence over the setting.
 * @param override null if none was given
 * @param setting null if none is set
 */
export const outgoingInEffect = (override: Outgoing | null, setting: Outgoing | null): Outgoing | null =>
  override ?? setting;

/** The facts for changing the delivery method. */
export interface OutgoingFacts {
  /** Given on the command line: then the setting cannot be changed. Null if none was. */
  readonly override: Outgoing | null;
  /** The setting; null if none is set. */
  readonly before: Outgoing | null;
  /** The OAuth accounts. */
  readonly accounts: readonly Pick<OAuthAccount, "name" | "servers">[];
}

/** Changes the delivery method. @returns or the fault, which names the field; service.fixed if it cannot be changed */
export function decideOutgoing(
  given: Wanted<WantedOutgoing, ShownOutgoing>,
  { override, before, accounts }: OutgoingFacts,
): Result<readonly SettingsEvent[], Fault> {
  if (override !== null) return refuse(fault("service.fixed"));
  const wanted = wantedFrom(given, before && shownOutgoing(before));
  if (!wanted.ok) return wanted;
  const checked = checkedOutgoing(withKeptOutgoing(before, wanted.value));
  if (!checked.ok) return checked;
  const { value } = checked;
  const name = value.kind === "smtp" ? value.oauth : undefined;
  const unfit =
    value.kind === "smtp" && name !== undefined ? unfitAccount(accounts, { name, host: value.host }) : null;
  return unfit ? refuse(unfit) : ok([{ type: "OutgoingChanged", outgoing: value }]);
}

/**
 * The delivery method as it is stored, or the faults by field: a valid server and port, and a password or token only if the
 * connection is encrypted and the server verified.
 */
export function checkedOutgoing<T extends Outgoing>(outgoing: T): Result<T, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  if (outgoing.kind !== "smtp") return ok(outgoing);
  const { host, port, user, password, tls, oauth } = outgoing;
  if (!/^[\p{L}\p{N}_[][\p{L}\p{N}\p{M}._:\]-]{0,253}$/u.test(host)) return wrong("host", "server.host");
  if (!isWithin(outgoingFields.port, port)) return wrong("port", "server.port");
  if (user === null) return oauth === undefined ? ok(outgoing) : wrong("user", "server.oauth-user");
  if (user.length > 500 || /\p{Cc}/u.test(user)) return wrong("user", "server.user");
  if (password === null && oauth === undefined) return wrong("password", "server.password");
  if (password !== null && oauth !== undefined) return wrong("password", "server.one-login");
  if (tls === "implicit" || tls === "starttls" || isLoopback(host)) return ok(outgoing);
  return wrong("tls", "server.encryption");
}

type SmtpServer = Extract<Outgoing, { kind: "smtp" }>;

/** Some fields of the delivery method; what is not given stays. Null removes a user or an account. */
export interface OutgoingChange extends Partial<Pick<SmtpServer, "host" | "port" | "tls" | "user">> {
  readonly kind?: Outgoing["kind"];
  readonly password?: string;
  readonly oauth?: string | null;
  readonly bareSender?: boolean;
}

/**
 * The delivery method with some fields changed, or the fault: fields of a server need the kind "smtp", which is that of the
 * first server too. A password replaces an OAuth account.
 */
export function changedOutgoing(
  before: ShownOutgoing | null,
  { kind = before?.kind ?? "smtp", ...change }: OutgoingChange,
): Result<WantedOutgoing, Fault> {
  const [field] = Object.keys(change);
  if (kind !== "smtp")
    return field === undefined ? ok({ kind }) : refuse(fault("outgoing.not-smtp", { field }));
  const stored = before?.kind === "smtp" ? before : null;
  const { user = stored?.user ?? null, password } = change;
  if (user === null && password !== undefined)
    return refuse(fault("request.field.missing", { field: "user", params: { field: "user" } }));
  const { oauth = password === undefined ? stored?.oauth : null } = change;
  const { bareSender = stored?.bareSender ?? false } = change;
  return ok({
    kind,
    host: (change.host ?? stored?.host ?? "").trim().toLowerCase(),
    port: change.port ?? stored?.port ?? 587,
    tls: change.tls ?? stored?.tls ?? "starttls",
    user,
    ...(password === undefined ? {} : { password }),
    ...(oauth === null || oauth === undefined || user === null ? {} : { oauth }),
    ...(bareSender ? { bareSender } : {}),
  });
}
