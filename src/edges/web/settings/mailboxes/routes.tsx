import { fault } from "../../../../base/fault.ts";
import type { Mailbox } from "../../../../domain/settings/events.ts";
import { done } from "../../server/flash.ts";
import { type Form, field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { MailboxesPage, MailboxPage } from "./page.tsx";
import type { MailboxForm } from "./view.ts";

export function mailboxRoutes(site: Site, web: Web): void {
  const groups = (c: Ctx) =>
    readOf(site, c)
      .people.groups()
      .map(({ name }) => name);
  const show = (c: Ctx, address: string | null, form: MailboxForm, status = 200) => {
    const frame = frameOf(site, c, "settings");
    return html(c, <MailboxPage view={{ frame, address, groups: groups(c), form }} />, status);
  };
  const find = (c: Ctx) => readOf(site, c).settings.mailbox(c.req.param("address") ?? "");
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));

  web.get("/settings", needs("settings.write"), (c) => c.redirect("/settings/mailboxes", 302));

  web.get("/settings/mailboxes", needs("settings.write"), (c) => {
    const frame = frameOf(site, c, "settings");
    return html(c, <MailboxesPage view={{ frame, mailboxes: readOf(site, c).settings.mailboxes() }} />);
  });

  web.get("/settings/mailboxes/new", needs("settings.write"), (c) => show(c, null, formOf(null)));

  web.post("/settings/mailboxes/new", needs("settings.write"), takes(bounds.pages), async (c) => {
    const form = readForm(c.get("form"));
    const saved = await site.engine.settings.saveMailbox(sessionOf(c).caller, mailboxOf(form), "new");
    if (!saved.ok) return show(c, null, { ...form, fault: formFault(saved.error) }, 422);
    return done(c, "/settings/mailboxes", "created");
  });

  web.get("/settings/mailboxes/:address", needs("settings.write"), (c) => {
    const mailbox = find(c);
    return mailbox ? show(c, mailbox.address, formOf(mailbox)) : missing(c);
  });

  web.post("/settings/mailboxes/:address", needs("settings.write"), takes(bounds.pages), async (c) => {
    const mailbox = find(c);
    if (!mailbox) return missing(c);
    const form = { ...readForm(c.get("form")), address: mailbox.address };
    const saved = await site.engine.settings.saveMailbox(sessionOf(c).caller, mailboxOf(form), "known");
    if (!saved.ok) return show(c, mailbox.address, { ...form, fault: formFault(saved.error) }, 422);
    return done(c, "/settings/mailboxes", "saved");
  });
}

const formOf = (mailbox: Mailbox | null): MailboxForm => ({
  address: mailbox?.address ?? "",
  aliases: mailbox?.aliases.join(", ") ?? "",
  name: mailbox?.name ?? "",
  signature: mailbox?.signature ?? "",
  group: mailbox?.group ?? "",
  language: mailbox?.language ?? "en",
  acknowledge: mailbox?.acknowledge ?? false,
  enabled: mailbox?.enabled ?? true,
  fault: null,
});

const readForm = (form: Form): MailboxForm => ({
  address: field(form, "address").trim(),
  aliases: field(form, "aliases"),
  name: field(form, "name").trim(),
  signature: field(form, "signature"),
  group: field(form, "group"),
  language: field(form, "language").trim(),
  acknowledge: field(form, "acknowledge") === "yes",
  enabled: field(form, "enabled") === "yes",
  fault: null,
});

const mailboxOf = ({ fault: _, group, aliases, ...form }: MailboxForm): Mailbox => ({
  ...form,
  group: group || null,
  aliases: aliases
    .split(/[\s,;]+/)
    .map((alias) => alias.trim())
    .filter(Boolean),
});
