/** The steps' forms: which part of the plan they show, and how they change it. */

import { type Fault, fault, type PlainReason } from "../../../base/fault.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import {
  checkedImapAccount,
  checkedOAuthAccount,
  checkedOutgoing,
  type ImapAccount,
  keptOutgoing,
  tenantOf,
  withKeptLogin,
  withKeptOAuth,
  withPreset,
} from "../../../domain/settings/index.ts";
import {
  type Administrator,
  checkedAdministrator,
  checkedHostname,
  checkedMailbox,
  type Plan,
  passwordEase,
  type StepName,
} from "../../../domain/setup/index.ts";
import type { Language } from "../../../text/index.ts";
import { isZone } from "../parts/format.ts";
import { type Form, field } from "../server/form.ts";
import { providers } from "./view.ts";

export type SetupForm = Form;
type Values = { readonly [field: string]: string };

type Provider = (typeof providers)[number];

/** The fields of each step that are shown again as typed. */
const shown: { readonly [step in StepName]: readonly string[] } = {
  zone: ["zone"],
  admin: ["name", "user", "email"],
  name: ["hostname"],
  mailbox: ["address", "name"],
  incoming: ["kind", "host", "port", "tls", "user", "login", "tenant", "clientId"],
  outgoing: ["kind", "host", "port", "tls", "user", "login", "tenant", "clientId"],
  certificate: ["kind", "cert"],
};

/** The fields of a step that have a fixed set of values. */
export function stepOptions(step: StepName): { readonly [field: string]: readonly string[] } {
  const go = ["anyway"];
  switch (step) {
    case "incoming":
      return { go, kind: ["smtp", "imap", ...providers], tls: ["implicit", "starttls", "none"] };
    case "outgoing":
      return {
        ...{ go, kind: ["smtp", ...providers, "direct", "later"] },
        tls: ["starttls", "implicit", "opportunistic", "none"],
      };
    case "certificate":
      return { go, kind: ["self", "own"] };
    default:
      return { go };
  }
}

/** The typed values, without secrets. */
export const typedIn = (step: StepName, form: SetupForm): Values =>
  Object.fromEntries(shown[step].map((name) => [name, field(form, name).slice(0, 100_000)]));

/**
 * What a step's form shows of the plan, and whether its secrets are stored.
 * @param known defaults if the plan has nothing yet: the browser's zone, the machine's name
 */
export function valuesOf(
  step: StepName,
  plan: Plan,
  known: { readonly zone: string | null; readonly hostname: string | null },
): { readonly values: Values; readonly kept: boolean } {
  const { admin, mailbox, incoming, outgoing, certificate } = plan;
  switch (step) {
    case "zone":
      return { values: { zone: plan.zone ?? known.zone ?? "UTC" }, kept: false };
    case "admin": {
      const { name, user, email, password } = admin ?? {
        name: "",
        user: "admin",
        email: null,
        password: null,
      };
      return { values: { name, user, email: email ?? "" }, kept: password !== null };
    }
    case "name":
      return { values: { hostname: plan.hostname ?? known.hostname ?? "" }, kept: false };
    case "mailbox":
      return { values: { address: mailbox?.address ?? "", name: mailbox?.name ?? "" }, kept: false };
    case "incoming": {
      const account = incoming?.kind === "imap" ? incoming.account : null;
      const login = account?.login;
      const used = login?.kind === "oauth2" ? login.account : null;
      const { host, port, tls, user } = (used === null ? account : null) ?? {
        ...{ host: "", port: 993, tls: "implicit", user: "" },
      };
      return {
        values: {
          ...{ kind: used ?? incoming?.kind ?? "smtp", host, port: String(port), tls, user },
          ...oauthValues(plan, used, account?.user ?? ""),
        },
        kept: login?.kind === "password",
      };
    }
    case "outgoing": {
      const server = outgoing?.kind === "smtp" ? outgoing : null;
      const used = server?.oauth ?? null;
      const { host, port, tls, user } = (used === null ? server : null) ?? {
        ...{ host: "", port: 587, tls: "starttls", user: null },
      };
      return {
        values: {
          ...{ kind: used ?? outgoing?.kind ?? "smtp", host, port: String(port), tls, user: user ?? "" },
          ...oauthValues(plan, used, server?.user ?? ""),
        },
        kept: server !== null && server.password !== null,
      };
    }
    case "certificate": {
      const own = certificate?.kind === "own" ? certificate : null;
      return { values: { kind: certificate?.kind ?? "self", cert: own?.cert ?? "" }, kept: own !== null };
    }
  }
}

/** The plan with a step's form applied, or the faults by field. @param language the first mailbox's, unless it has one */
export async function readStep(
  step: StepName,
  form: SetupForm,
  plan: Plan,
  hash: (password: string) => Promise<string>,
  language: Language,
): Promise<Result<Plan, Fault>> {
  switch (step) {
    case "zone": {
      const zone = field(form, "zone");
      return zone.length < 60 && isZone(zone)
        ? ok({ ...plan, zone, language: plan.language ?? language })
        : wrong("zone", "zone.invalid");
    }
    case "admin":
      return withValue(await administrator(form, plan, hash), (admin) => ({ ...plan, admin }));
    case "name":
      return withValue(checkedHostname(field(form, "hostname")), (hostname) => ({ ...plan, hostname }));
    case "mailbox": {
      const given = { address: field(form, "address"), name: field(form, "name") };
      return withValue(checkedMailbox(given), (mailbox) => ({ ...plan, mailbox }));
    }
    case "incoming":
      return incomingOf(form, plan);
    case "outgoing":
      return outgoingOf(form, plan);
    case "certificate":
      return certificateOf(form, plan);
  }
}

async function administrator(
  form: SetupForm,
  { admin, hostname }: Plan,
  hash: (password: string) => Promise<string>,
): Promise<Result<Administrator, Fault>> {
  const [name, user, email] = [field(form, "name"), field(form, "user"), field(form, "email")];
  const checked = checkedAdministrator({ name, user, email });
  if (!checked.ok) return checked;
  const password = field(form, "password");
  const kept = admin?.password ?? null;
  if (password === "" && field(form, "repeat") === "" && kept !== null)
    return ok({ ...checked.value, password: kept });
  if (password.length > 1000) return wrong("password", "password.length");
  const ease = passwordEase(password, [name, user, email, hostname ?? ""]);
  if (ease === "short") return wrong("password", "password.length");
  if (ease === "easy") return wrong("password", "password.easy");
  if (field(form, "repeat") !== password) return wrong("repeat", "password.repeat");
  return ok({ ...checked.value, password: await hash(password) });
}

function incomingOf(form: SetupForm, plan: Plan): Result<Plan, Fault> {
  const kind = field(form, "kind");
  const provider = providers.find((one) => one === kind);
  if (provider === undefined && kind !== "imap") return ok({ ...plan, incoming: { kind: "smtp" } });
  const { incoming, mailbox } = plan;
  const usual = { folders: ["INBOX"], take: "unseen", after: { kind: "seen" } } as const;
  const shared = { name: "first", mailbox: mailbox?.address ?? "", enabled: true };
  const withAccount = (found: Result<ImapAccount, Fault>, of: Plan) =>
    withValue(found, (account): Plan => ({ ...of, incoming: { kind: "imap", account } }));
  if (provider !== undefined) {
    const wanted = withOAuth(form, provider, plan);
    if (!wanted.ok) return wanted;
    const { next, host, user } = wanted.value;
    const login = { kind: "oauth2", account: provider } as const;
    const server = { host: host("imap"), port: 993, tls: "implicit", user, certificate: "", login } as const;
    return withAccount(named(checkedImapAccount({ ...usual, ...shared, ...server })), next);
  }
  const kept =
    incoming?.kind === "imap" && incoming.account.login.kind === "password" ? incoming.account : null;
  const { host, port, user, password } = serverOf(form);
  const account: ImapAccount = {
    ...{ ...usual, ...shared, host, port, user },
    ...(kept ? { folders: kept.folders, take: kept.take, after: kept.after } : {}),
    tls: (["starttls", "none"] as const).find((way) => way === field(form, "tls")) ?? "implicit",
    certificate: kept?.certificate ?? "",
    login: { kind: "password", password },
  };
  return withAccount(checkedImapAccount(withKeptLogin(kept, account)), plan);
}

function outgoingOf(form: SetupForm, plan: Plan): Result<Plan, Fault> {
  const { outgoing } = plan;
  const kind = (["direct", "later"] as const).find((one) => one === field(form, "kind"));
  if (kind !== undefined) return ok({ ...plan, outgoing: { kind } });
  const provider = providers.find((one) => one === field(form, "kind"));
  if (provider !== undefined) {
    const wanted = withOAuth(form, provider, plan);
    if (!wanted.ok) return wanted;
    const { next, host, user } = wanted.value;
    const server = { kind: "smtp", host: host("smtp"), port: 587, tls: "starttls" } as const;
    // Exchange Online accepts only addresses of the mailbox as senders.
    const sender = provider === "microsoft" ? ({ bareSender: true } as const) : {};
    const smtp = checkedOutgoing({ ...server, user, password: null, oauth: provider, ...sender });
    return withValue(named(smtp), (checked): Plan => ({ ...next, outgoing: checked }));
  }
  const { host, port, user, password } = serverOf(form);
  const ways = ["implicit", "opportunistic", "none"] as const;
  const tls = ways.find((way) => way === field(form, "tls")) ?? "starttls";
  const kept = outgoing?.kind === "smtp" ? keptOutgoing(outgoing, { host, tls, user }) : null;
  const login =
    user === "" ? { user: null, password: null } : { user, password: password === "" ? kept : password };
  const smtp = checkedOutgoing({ kind: "smtp", host, port, tls, ...login });
  return withValue(smtp, (checked): Plan => ({ ...plan, outgoing: checked }));
}

/** What the form shows of an account at a provider: the one that is used, or else what is known of one. */
function oauthValues({ oauth, mailbox }: Plan, used: string | null, user: string): Values {
  const account = oauth.find(({ name }) => name === used) ?? oauth[0] ?? null;
  return {
    login: (used === null ? "" : user) || (mailbox?.address ?? ""),
    tenant: account === null ? "" : tenantOf(account),
    clientId: account?.clientId ?? "",
  };
}

/** The plan with the account at a provider that the form says, and what to log in with. */
function withOAuth(form: SetupForm, provider: Provider, plan: Plan) {
  const before = plan.oauth.find(({ name }) => name === provider) ?? null;
  const value = (name: string) => field(form, name).trim();
  if (value("login") === "") return wrong("login", "server.oauth-user");
  const account = checkedOAuthAccount(
    withKeptOAuth(
      before,
      withPreset({
        ...{ name: provider, provider, tenant: provider === "microsoft" ? value("tenant") : "" },
        ...{ clientId: value("clientId"), clientSecret: field(form, "clientSecret"), refreshToken: "" },
        ...{ authorizeUrl: "", deviceUrl: "", tokenUrl: "", scope: "", servers: [] },
      }),
    ),
  );
  return withValue(account, (checked) => ({
    next: { ...plan, oauth: [...plan.oauth.filter(({ name }) => name !== provider), checked] },
    host: (protocol: "imap" | "smtp") =>
      checked.servers.find((one) => one.startsWith("smtp.") === (protocol === "smtp")) ?? "",
    user: value("login"),
  }));
}

/** A fault of the user is shown at the field for it. */
const named = <T>(result: Result<T, Fault>): Result<T, Fault> =>
  result.ok || result.error.field !== "user" ? result : refuse({ ...result.error, field: "login" });

function serverOf(form: SetupForm) {
  const port = field(form, "port").trim();
  return {
    host: field(form, "host").trim().toLowerCase(),
    port: wholeNumber(port) ?? 0,
    user: field(form, "user").trim(),
    password: field(form, "password"),
  };
}

function certificateOf(form: SetupForm, plan: Plan): Result<Plan, Fault> {
  if (field(form, "kind") !== "own") return ok({ ...plan, certificate: { kind: "self" } });
  const kept = plan.certificate?.kind === "own" ? plan.certificate : null;
  const [cert, key] = [pemIn(form, "cert"), pemIn(form, "key")];
  const own = { kind: "own", cert: cert || (kept?.cert ?? ""), key: key || (kept?.key ?? "") } as const;
  if (!/-----BEGIN CERTIFICATE-----/.test(own.cert)) return wrong("cert", "pem.certificate");
  if (!/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/.test(own.key)) return wrong("key", "pem.key");
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(own.key))
    return wrong("key", "pem.locked");
  return ok({ ...plan, certificate: own });
}

/** The pasted text, or else the uploaded file. */
function pemIn(form: SetupForm, name: string): string {
  const pasted = field(form, name).trim();
  if (pasted !== "") return `${pasted}\n`;
  const file = form.get(`${name}File`);
  if (file === null || typeof file === "string" || file.bytes.length > 200_000) return "";
  return new TextDecoder().decode(file.bytes).replace(/\r\n?/g, "\n");
}

const withValue = <A, B>(result: Result<A, Fault>, make: (value: A) => B): Result<B, Fault> =>
  result.ok ? ok(make(result.value)) : result;
const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
