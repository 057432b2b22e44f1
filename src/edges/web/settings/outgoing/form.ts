import { wholeNumber } from "../../../../base/numbers.ts";
import { ok, type Result, refuse } from "../../../../base/result.ts";
import { outgoingFields, repliesFields, settingFields } from "../../../../domain/settings/fields/index.ts";
import { keepsPassword, type ShownOutgoing, type WantedOutgoing } from "../../../../domain/settings/index.ts";
import type { Values } from "../../parts/fields.tsx";
import { settingForm } from "../../parts/setting-form.ts";

/** Only the page asks for these. */
const ofPage = settingFields({
  login: {
    ...({ is: "choice", label: "imap.login", buttons: {} } as const),
    options: { password: "imap.login.password", oauth2: "imap.login.oauth2" },
  },
  forget: { is: "flag", label: "out.password.forget" },
});

/** The form of the delivery method. */
export const outgoingForm = settingForm(
  { ...outgoingFields, ...ofPage },
  // There is one only where mail goes to a server.
  { port: { required: false } },
);

/** The form of when replies leave. */
export const repliesForm = settingForm(repliesFields);

/** The faults by field. */
interface Wrong {
  readonly name: "host" | "port" | "user" | "password";
  readonly key: "form.host" | "form.port" | "form.login" | "form.passwordAgain" | "form.oauthUser";
}

type OutgoingValues = Values<typeof outgoingForm>;

/** The delivery method as form values; null if none is set. */
export function outgoingValues(outgoing: ShownOutgoing | null): OutgoingValues {
  const smtp = outgoing?.kind === "smtp" ? outgoing : null;
  return {
    kind: outgoing?.kind ?? "smtp",
    host: smtp?.host ?? "",
    port: String(smtp?.port ?? 587),
    tls: smtp?.tls ?? "starttls",
    user: smtp?.user ?? "",
    login: smtp?.oauth === undefined ? "password" : "oauth2",
    oauth: smtp?.oauth ?? "",
    ...{ password: "", forget: false },
    bareSender: smtp?.bareSender === true,
  };
}

/** The names of the stored secrets. */
export const outgoingSecrets = (outgoing: ShownOutgoing | null): readonly string[] =>
  outgoing?.kind === "smtp" && outgoing.hasPassword ? ["password"] : [];

/** How mail leaves as the form says it; the stored password stays for the same server and user if none was typed. */
export function outgoingOf(
  values: OutgoingValues,
  before: ShownOutgoing | null,
): Result<WantedOutgoing, Wrong> {
  const { kind, tls, password, forget, bareSender } = values;
  if (kind !== "smtp") return ok({ kind });
  const host = values.host.toLowerCase();
  const port = wholeNumber(values.port);
  if (!/^[\p{L}\p{N}_[][\p{L}\p{N}\p{M}._:\]-]{0,253}$/u.test(host))
    return refuse({ name: "host", key: "form.host" });
  if (port === null || port < 1 || port > 65_535) return refuse({ name: "port", key: "form.port" });
  const smtp = { kind, host, port, tls, ...(bareSender ? { bareSender } : {}) };
  if (values.login === "oauth2") {
    const { user, oauth } = values;
    if (user === "") return refuse({ name: "user", key: "form.oauthUser" });
    return ok({ ...smtp, user, password: null, oauth });
  }
  if (values.user === "") return ok({ ...smtp, user: null, password: null });
  const { user } = values;
  if (password !== "") return ok({ ...smtp, user, password });
  if (!forget && keepsPassword(before, { host, tls, user })) return ok({ ...smtp, user });
  const stored = !forget && outgoingSecrets(before).length > 0;
  return refuse({ name: "password", key: stored ? "form.passwordAgain" : "form.login" });
}
