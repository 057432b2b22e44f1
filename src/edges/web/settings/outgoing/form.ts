import * as z from "zod";
import { wholeNumber } from "../../../../base/numbers.ts";
import { ok, type Result, refuse } from "../../../../base/result.ts";
import {
  keepsPassword,
  type ReplyPolicy,
  type ShownOutgoing,
  type WantedOutgoing,
} from "../../../../domain/settings/index.ts";
import { box, choice, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of the delivery method. */
export const outgoingForm = fields(
  z.object({
    kind: choice(["smtp", "direct", "catch"]),
    host: line,
    port: line,
    tls: choice(["starttls", "implicit", "opportunistic", "none"]),
    user: line,
    login: choice(["password", "oauth2"]),
    password: text,
    oauth: line,
    forget: box,
    bareSender: box,
  }),
  {
    kind: {
      label: "out.kind",
      options: { smtp: "out.smtp", direct: "out.direct", catch: "out.catch" },
      buttons: { smtp: "out.smtp.hint", direct: "out.direct.hint", catch: "out.catch.hint" },
    },
    host: { label: "out.host", maxlength: 255 },
    port: { label: "out.port", type: "number", maxlength: 5 },
    tls: {
      label: "out.tls",
      options: {
        ...{ starttls: "out.tls.starttls", implicit: "out.tls.implicit" },
        ...{ opportunistic: "out.tls.opportunistic", none: "out.tls.none" },
      },
    },
    user: { label: "out.user", hint: "out.user.hint" },
    login: {
      label: "imap.login",
      options: { password: "imap.login.password", oauth2: "imap.login.oauth2" },
      buttons: {},
    },
    oauth: { label: "login.oauth", hint: "login.oauth.hint" },
    password: { label: "out.password", secret: "out.password.kept" },
    forget: { label: "out.password.forget" },
    bareSender: { label: "out.bare", hint: "out.bare.hint" },
  },
);

/** The form of when replies leave. */
export const repliesForm = fields(z.object({ undoDelay: line }), {
  undoDelay: {
    ...{ label: "out.undoDelay", hint: "out.undoDelay.hint" },
    ...{ type: "number", required: true, maxlength: 3 },
  },
});

/** The settings as the form shows them. */
export const repliesValues = ({ undoDelay }: ReplyPolicy): Values<typeof repliesForm> => ({
  undoDelay: String(undoDelay / 1000),
});

/** The settings as the form says them; what is not a number is NaN, and is refused as such. */
export const repliesOf = ({ undoDelay }: Values<typeof repliesForm>): ReplyPolicy => ({
  undoDelay: (wholeNumber(undoDelay) ?? Number.NaN) * 1000,
});

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
