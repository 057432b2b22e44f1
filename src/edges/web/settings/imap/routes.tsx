import { fault } from "../../../../base/fault.ts";
import type { AfterTaking, ImapAccount, ImapLogin } from "../../../../domain/settings/index.ts";
import { done } from "../../server/flash.ts";
import { type Form, field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { ImapAccountPage, ImapAccountsPage } from "./page.tsx";
import type { ImapForm } from "./view.ts";

/** Accounts that mail is fetched from. What guards /settings guards these, too. */
export function imapRoutes(site: Site, web: Web): void {
  const { engine, fetching } = site;
  const show = (c: Ctx, name: string | null, form: ImapForm, status = 200) => {
    const frame = frameOf(site, c, "settings");
    const mailboxes = readOf(site, c)
      .settings.mailboxes()
      .map(({ address }) => address);
    return html(c, <ImapAccountPage view={{ frame, name, mailboxes, form }} />, status);
  };
  const find = (c: Ctx) => readOf(site, c).settings.imapAccount(c.req.param("name") ?? "");
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));

  web.get("/settings/imap", needs("settings.write"), (c) => {
    const statuses = fetching();
    const { settings } = readOf(site, c);
    const accounts = settings.imapAccounts().flatMap(({ name, mailbox, host, user }) => {
      const status = statuses.find((one) => one.account === name);
      const everTaken = settings.fetchedFrom(`imap:${name}/`);
      return status ? [{ name, mailbox, host, user, status, everTaken }] : [];
    });
    return html(c, <ImapAccountsPage view={{ frame: frameOf(site, c, "settings"), accounts }} />);
  });

  web.get("/settings/imap/new", needs("settings.write"), (c) => show(c, null, formOf(null)));

  web.post("/settings/imap/new", needs("settings.write"), takes(bounds.pages), (c) => {
    const name = field(c.get("form"), "name").trim().toLowerCase();
    return save(c, null, name);
  });

  web.get("/settings/imap/:name", needs("settings.write"), (c) => {
    const account = find(c);
    return account ? show(c, account.name, formOf(account)) : missing(c);
  });

  web.post("/settings/imap/:name", needs("settings.write"), takes(bounds.pages), (c) => {
    const account = find(c);
    return account ? save(c, account, account.name) : missing(c);
  });

  web.post("/settings/imap/:name/remove", needs("settings.write"), takes(), async (c) => {
    const removed = await engine.settings.removeImapAccount(sessionOf(c).caller, c.req.param("name"));
    return removed.ok ? done(c, "/settings/imap", "removed") : faultPage(site, c, removed.error);
  });

  async function save(c: Ctx, before: ImapAccount | null, name: string): Promise<Response> {
    const account = accountOf(c.get("form"), before, name);
    const saved = await engine.settings.saveImapAccount(
      sessionOf(c).caller,
      account,
      before ? "known" : "new",
    );
    if (saved.ok) return done(c, "/settings/imap", before ? "saved" : "created");
    return show(c, before?.name ?? null, typed(c.get("form"), before, formFault(saved.error)), 422);
  }
}

function formOf(account: ImapAccount | null): ImapForm {
  const login = account?.login;
  const oauth = login?.kind === "oauth2" ? login : null;
  return {
    name: account?.name ?? "",
    mailbox: account?.mailbox ?? "",
    host: account?.host ?? "",
    port: String(account?.port ?? 993),
    tls: account?.tls ?? "implicit",
    certificate: account?.certificate ?? "",
    user: account?.user ?? "",
    login: login?.kind ?? "password",
    tokenUrl: oauth?.tokenUrl ?? "",
    clientId: oauth?.clientId ?? "",
    scope: oauth?.scope ?? "",
    folders: account?.folders.join("\n") ?? "INBOX",
    take: account?.take ?? "all",
    after: account?.after.kind ?? "seen",
    moveTo: account?.after.kind === "move" ? account.after.folder : "",
    enabled: account?.enabled ?? true,
    kept: {
      password: login?.kind === "password",
      clientSecret: oauth !== null && oauth.clientSecret !== "",
      refreshToken: oauth !== null,
    },
    fault: null,
  };
}

/** The form as it was typed, to be mended. */
function typed(form: Form, before: ImapAccount | null, problem: FormFault): ImapForm {
  const wanted = accountOf(form, before, field(form, "name"));
  const { port, tokenUrl, clientId, scope, moveTo } = textsOf(form);
  return {
    ...formOf(wanted),
    kept: formOf(before).kept,
    ...{ port, tokenUrl, clientId, scope, moveTo },
    fault: problem,
  };
}

const textsOf = (form: Form) => ({
  port: field(form, "port").trim(),
  tokenUrl: field(form, "tokenUrl").trim(),
  clientId: field(form, "clientId").trim(),
  scope: field(form, "scope").trim(),
  moveTo: field(form, "moveTo").trim(),
});

/** What the form says; secrets that were left empty stay as they were. */
function accountOf(form: Form, before: ImapAccount | null, name: string): ImapAccount {
  const { port } = textsOf(form);
  return {
    name,
    mailbox: field(form, "mailbox"),
    host: field(form, "host").trim().toLowerCase(),
    port: /^\d{1,5}$/.test(port) ? Number(port) : 0,
    tls: (["starttls", "none"] as const).find((way) => way === field(form, "tls")) ?? "implicit",
    certificate: field(form, "certificate").trim(),
    user: field(form, "user").trim(),
    login: loginOf(form, before?.login),
    folders: field(form, "folders").split("\n"),
    take: field(form, "take") === "unseen" ? "unseen" : "all",
    after: afterOf(form),
    enabled: field(form, "enabled") === "yes",
  };
}

function loginOf(form: Form, before: ImapLogin | undefined): ImapLogin {
  if (field(form, "login") !== "oauth2") {
    return {
      kind: "password",
      password: field(form, "password") || (before?.kind === "password" ? before.password : ""),
    };
  }
  const { tokenUrl, clientId, scope } = textsOf(form);
  const kept = before?.kind === "oauth2" ? before : null;
  return {
    kind: "oauth2",
    ...{ tokenUrl, clientId, scope },
    clientSecret: field(form, "clientSecret").trim() || (kept?.clientSecret ?? ""),
    refreshToken: field(form, "refreshToken").trim() || (kept?.refreshToken ?? ""),
  };
}

function afterOf(form: Form): AfterTaking {
  const kind = field(form, "after");
  if (kind === "move") return { kind, folder: field(form, "moveTo") };
  return kind === "delete" || kind === "leave" ? { kind } : { kind: "seen" };
}
