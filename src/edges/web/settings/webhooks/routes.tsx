import { fault } from "../../../../base/fault.ts";
import { wholeNumber } from "../../../../base/numbers.ts";
import { webhookFields } from "../../../../domain/settings/fields/index.ts";
import { unknownWebhook } from "../../../../domain/settings/index.ts";
import type { WebhookCall, WebhookState } from "../../../../record/reading/index.ts";
import { readFields } from "../../parts/fields.tsx";
import { segment } from "../../parts/links.ts";
import { settingIn, settingValues } from "../../parts/setting-form.ts";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { changeableFields, newWebhookForm, webhookForm, webhookOptions } from "./form.ts";
import { NewWebhookPage, WebhookPage, WebhooksPage } from "./page.tsx";
import type { NewWebhookView, WebhookView } from "./view.ts";

const top = "/settings/webhooks";
/** Calls on a page. */
const PAGE = 20;

/** Endpoints of other systems. */
export function webhookRoutes(site: Site, web: Web): void {
  const { webhooks } = site.engine;
  const fresh: NewWebhookView["form"] = {
    values: { name: "", url: "", events: [], enabled: true, allowPrivate: false },
    fault: null,
  };
  const showNew = (c: Ctx, form: NewWebhookView["form"], status = 200) =>
    html(c, <NewWebhookPage view={{ frame: frameOf(site, c, "settings"), form }} />, status);

  const show = (
    c: Ctx,
    webhook: WebhookState,
    more: Partial<Pick<WebhookView, "form" | "secret">> = {},
    status = 200,
  ) => {
    const before = wholeNumber(c.req.query("before") ?? "") ?? Number.MAX_SAFE_INTEGER;
    const calls = readOf(site, c).webhooks.calls(webhook.name, before, PAGE + 1);
    const shown = calls.slice(0, PAGE);
    const view: WebhookView = {
      ...{ frame: frameOf(site, c, "settings"), webhook, calls: shown.map(indented), secret: null },
      form: { values: settingValues(changeableFields, webhook), fault: null },
      older: calls.length > PAGE ? (shown.at(-1)?.number ?? null) : null,
      ...more,
    };
    return html(c, <WebhookPage view={view} />, status);
  };

  /** What is done with the endpoint in the path; a page says if there is none. */
  const about = (c: Ctx, then: (webhook: WebhookState) => Response | Promise<Response>) => {
    const name = c.req.param("name") ?? "";
    const found = readOf(site, c).webhooks.find(name);
    return found ? then(found) : faultPage(site, c, unknownWebhook(name));
  };
  const pathOf = ({ name }: WebhookState) => `${top}/${segment(name)}`;

  web.get(top, needs("settings.write"), (c) => {
    const list = readOf(site, c).webhooks.list();
    return html(c, <WebhooksPage view={{ frame: frameOf(site, c, "settings"), webhooks: list }} />);
  });

  web.get(`${top}/new`, needs("settings.write"), (c) => showNew(c, fresh));

  web.post(`${top}/new`, needs("settings.write"), takes({ only: webhookOptions }), async (c) => {
    const values = readFields(newWebhookForm, c.get("form"));
    const wanted = settingIn(webhookFields, values);
    const saved = await webhooks.save(sessionOf(c).caller, wanted, "new");
    if (!saved.ok) return showNew(c, { values, fault: formFault(c, saved.error) }, 422);
    // Shown in the response itself, not after a redirect: it is shown only once.
    const made = readOf(site, c).webhooks.find(wanted.name.trim());
    return made ? show(c, made, { secret: saved.value }) : faultPage(site, c, unknownWebhook(wanted.name));
  });

  web.get(`${top}/:name`, needs("settings.write"), (c) => about(c, (webhook) => show(c, webhook)));

  web.post(`${top}/:name`, needs("settings.write"), takes({ only: webhookOptions }), (c) =>
    about(c, async (webhook) => {
      const values = readFields(webhookForm, c.get("form"));
      const wanted = { ...settingIn(changeableFields, values), name: webhook.name };
      const saved = await webhooks.save(sessionOf(c).caller, wanted, "known");
      if (saved.ok) return done(c, pathOf(webhook), "saved");
      return show(c, webhook, { form: { values, fault: formFault(c, saved.error) } }, 422);
    }),
  );

  web.post(`${top}/:name/remove`, needs("settings.write"), takes(), (c) =>
    about(c, async ({ name }) => {
      const removed = await webhooks.remove(sessionOf(c).caller, name);
      return removed.ok ? done(c, top, "removed") : faultPage(site, c, removed.error);
    }),
  );

  web.post(`${top}/:name/secret`, needs("settings.write"), takes(), (c) =>
    about(c, async (webhook) => {
      const secret = await webhooks.renewSecret(sessionOf(c).caller, webhook.name);
      if (!secret.ok) return faultPage(site, c, secret.error);
      return about(c, (now) => show(c, now, { secret: secret.value }));
    }),
  );

  web.post(`${top}/:name/test`, needs("settings.write"), takes(), (c) =>
    about(c, async (webhook) => {
      const sent = await webhooks.test(sessionOf(c).caller, webhook.name);
      return sent.ok ? done(c, pathOf(webhook), "webhook.test") : faultPage(site, c, sent.error);
    }),
  );

  web.post(`${top}/:name/send`, needs("settings.write"), takes(), (c) =>
    about(c, async (webhook) => {
      const number = wholeNumber(field(c.get("form"), "number"));
      if (number === null) return faultPage(site, c, fault("webhook.no-delivery"));
      const sent = await webhooks.sendAgain(sessionOf(c).caller, webhook.name, number);
      return sent.ok ? done(c, pathOf(webhook), "webhook.again") : faultPage(site, c, sent.error);
    }),
  );
}

/** A call with the JSON that is sent on several lines. */
const indented = (call: WebhookCall): WebhookCall => ({
  ...call,
  body: JSON.stringify(JSON.parse(call.body), null, 2),
});
