import { fault } from "../../../../base/fault.ts";
import { ok } from "../../../../base/result.ts";
import type { ShownImapAccount } from "../../../../domain/settings/index.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { done } from "../../server/flash.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { imapAccountOf, imapForm, imapSecrets, imapValues } from "./form.ts";
import { ImapAccountPage, ImapAccountsPage } from "./page.tsx";
import type { ImapAccountView } from "./view.ts";

const accepted = { ...bounds.pages, only: optionsOf(imapForm) };

type Shown = ImapAccountView["form"];

/** Accounts that mail is fetched from. They need the same permission as the other settings. */
export function imapRoutes(site: Site, web: Web): void {
  const { engine, running } = site;
  const show = (c: Ctx, account: ShownImapAccount | null, form: Omit<Shown, "kept">, status = 200) => {
    const frame = frameOf(site, c, "settings");
    const name = account?.name ?? null;
    const { settings } = readOf(site, c);
    const mailboxes = settings.mailboxes().map(({ address }) => address);
    const oauth = settings.oauthAccounts().map((one) => one.name);
    const view = { frame, name, mailboxes, oauth, form: { ...form, kept: imapSecrets(account) } };
    return html(c, <ImapAccountPage view={view} />, status);
  };
  const find = (c: Ctx) => readOf(site, c).settings.imapAccount(c.req.param("name") ?? "");
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));

  web.get("/settings/imap", needs("settings.write"), (c) => {
    const statuses = running.fetching(sessionOf(c).caller);
    const { settings } = readOf(site, c);
    const accounts = settings.imapAccounts().flatMap(({ name, mailbox, host, user }) => {
      const status = statuses.find((one) => one.account === name);
      const everTaken = settings.fetchedFrom(`imap:${name}/`);
      return status ? [{ name, mailbox, host, user, status, everTaken }] : [];
    });
    return html(c, <ImapAccountsPage view={{ frame: frameOf(site, c, "settings"), accounts }} />);
  });

  web.get("/settings/imap/new", needs("settings.write"), (c) =>
    show(c, null, { values: startingWith(c), fault: null }),
  );

  web.post("/settings/imap/new", needs("settings.write"), takes(accepted), (c) => save(c, null));

  web.get("/settings/imap/:name", needs("settings.write"), (c) => {
    const account = find(c);
    return account ? show(c, account, { values: imapValues(account), fault: null }) : missing(c);
  });

  web.post("/settings/imap/:name", needs("settings.write"), takes(accepted), (c) => {
    const account = find(c);
    return account ? save(c, account) : missing(c);
  });

  web.post("/settings/imap/:name/remove", needs("settings.write"), takes(), async (c) => {
    const removed = await engine.settings.removeImapAccount(sessionOf(c).caller, c.req.param("name"));
    return removed.ok ? done(c, "/settings/imap", "removed") : faultPage(site, c, removed.error);
  });

  /** The form of a new account, for the OAuth account in the address if there is one. */
  function startingWith(c: Ctx) {
    const values = imapValues(null);
    const account = readOf(site, c).settings.oauthAccount(c.req.query("oauth") ?? "");
    if (!account) return values;
    const host = account.servers.find((one) => !one.startsWith("smtp.")) ?? "";
    return { ...values, host, login: "oauth2" as const, oauth: account.name };
  }

  async function save(c: Ctx, before: ShownImapAccount | null): Promise<Response> {
    const values = readFields(imapForm, c.get("form"));
    const saved = await engine.settings.saveImapAccount(
      sessionOf(c).caller,
      {
        name: before?.name ?? values.name.toLowerCase(),
        change: (stored) => ok(imapAccountOf(values, stored)),
      },
      before ? "known" : "new",
    );
    if (saved.ok) return done(c, "/settings/imap", before ? "saved" : "created");
    return show(c, before, { values, fault: formFault(c, saved.error) }, 422);
  }
}
