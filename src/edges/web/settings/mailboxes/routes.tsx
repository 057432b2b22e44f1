import { fault } from "../../../../base/fault.ts";
import { mailboxFields } from "../../../../domain/settings/fields/index.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { segment } from "../../parts/links.ts";
import { settingIn } from "../../parts/setting-form.ts";
import { done } from "../../server/flash.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { languageOf } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { mailboxForm, mailboxValues } from "./form.ts";
import { MailboxesPage, MailboxPage } from "./page.tsx";
import { plusTestView } from "./plus-test-view.ts";
import type { MailboxView } from "./view.ts";

const accepted = { ...bounds.pages, only: optionsOf(mailboxForm) };

export function mailboxRoutes(site: Site, web: Web): void {
  const groups = (c: Ctx) =>
    readOf(site, c)
      .people.groups()
      .map(({ name }) => name);
  const show = (
    c: Ctx,
    address: string | null,
    form: MailboxView["form"],
    status = 200,
    problem: FormFault | null = null,
  ) => {
    const frame = frameOf(site, c, "settings");
    const plusTest =
      address === null ? null : plusTestView(readOf(site, c), address, problem, frame.language);
    const page = html(
      c,
      <MailboxPage view={{ frame, address, groups: groups(c), form, plusTest }} />,
      status,
    );
    if (plusTest?.state === "waiting" && status === 200) page.headers.set("Refresh", "10");
    return page;
  };
  const find = (c: Ctx) => readOf(site, c).settings.mailbox(c.req.param("address") ?? "");
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));

  web.get("/settings", needs("settings.write"), (c) => c.redirect("/settings/mailboxes", 302));

  web.get("/settings/mailboxes", needs("settings.write"), (c) => {
    const frame = frameOf(site, c, "settings");
    return html(c, <MailboxesPage view={{ frame, mailboxes: readOf(site, c).settings.mailboxes() }} />);
  });

  web.get("/settings/mailboxes/new", needs("settings.write"), (c) =>
    show(c, null, { values: mailboxValues(null, languageOf(c)), fault: null }),
  );

  web.post("/settings/mailboxes/new", needs("settings.write"), takes(accepted), async (c) => {
    const values = readFields(mailboxForm, c.get("form"));
    const saved = await site.engine.settings.saveMailbox(
      sessionOf(c).caller,
      settingIn(mailboxFields, values),
      "new",
    );
    if (!saved.ok) return show(c, null, { values, fault: formFault(c, saved.error) }, 422);
    return done(c, "/settings/mailboxes", "created");
  });

  web.get("/settings/mailboxes/:address", needs("settings.write"), (c) => {
    const mailbox = find(c);
    return mailbox
      ? show(c, mailbox.address, { values: mailboxValues(mailbox, languageOf(c)), fault: null })
      : missing(c);
  });

  web.post("/settings/mailboxes/:address", needs("settings.write"), takes(accepted), async (c) => {
    const mailbox = find(c);
    if (!mailbox) return missing(c);
    const values = { ...readFields(mailboxForm, c.get("form")), address: mailbox.address };
    const saved = await site.engine.settings.saveMailbox(
      sessionOf(c).caller,
      settingIn(mailboxFields, values),
      "known",
    );
    if (!saved.ok) return show(c, mailbox.address, { values, fault: formFault(c, saved.error) }, 422);
    return done(c, "/settings/mailboxes", "saved");
  });

  web.post("/settings/mailboxes/:address/plus-test", needs("settings.write"), takes(), async (c) => {
    const mailbox = find(c);
    if (!mailbox) return missing(c);
    const { address } = mailbox;
    const begun = await site.engine.plusTests.begin(sessionOf(c).caller, address);
    if (begun.ok) return done(c, `/settings/mailboxes/${segment(address)}`, null);
    const form = { values: mailboxValues(mailbox, languageOf(c)), fault: null };
    return show(c, address, form, 422, formFault(c, begun.error));
  });
}
