import { fault } from "../../../../base/fault.ts";
import { refuse } from "../../../../base/result.ts";
import { isAddress } from "../../../../domain/mail/address.ts";
import type { Outgoing } from "../../../../domain/settings/events.ts";
import type { DeliveryResult } from "../../../../domain/ticket/index.ts";
import { readFields } from "../../parts/fields.tsx";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { outgoingForm, outgoingOf, outgoingSecrets, outgoingValues } from "./form.ts";
import { OutgoingSettingsPage } from "./page.tsx";
import type { OutgoingSettingsView } from "./view.ts";

type Shown = OutgoingSettingsView["form"];
type Test = OutgoingSettingsView["test"];

export function outgoingSettingsRoutes(site: Site, web: Web): void {
  const stored = (c: Ctx) => readOf(site, c).settings.outgoing();
  const kept = (c: Ctx) => ({ kept: outgoingSecrets(stored(c)) });
  const show = (c: Ctx, more: { readonly form?: Shown; readonly test?: Test }, status = 200) => {
    const view: OutgoingSettingsView = {
      frame: frameOf(site, c, "settings"),
      fixed: site.outgoingOverride && shownRoute(site.outgoingOverride),
      oauth: readOf(site, c)
        .settings.oauthAccounts()
        .map(({ name }) => name),
      form: more.form ?? { ...kept(c), values: startingWith(c), fault: null },
      test: more.test ?? { to: sessionOf(c).user.email ?? "", result: null, fault: null },
    };
    return html(c, <OutgoingSettingsPage view={view} />, status);
  };

  /** The form as stored, or for the OAuth account in the address if there is one. */
  const startingWith = (c: Ctx): OutgoingSettingsView["form"]["values"] => {
    const values = outgoingValues(stored(c));
    const account = readOf(site, c).settings.oauthAccount(c.req.query("oauth") ?? "");
    if (!account || values.oauth === account.name) return values;
    const host = account.servers.find((one) => one.startsWith("smtp.")) ?? account.servers[0] ?? "";
    const server = { kind: "smtp", host, port: "587", tls: "starttls" } as const;
    // Exchange Online accepts only addresses of the mailbox as senders.
    const bareSender = account.provider === "microsoft";
    return { ...values, ...server, login: "oauth2", oauth: account.name, bareSender };
  };

  web.get("/settings/outgoing", needs("settings.write"), (c) => show(c, {}));

  web.post("/settings/outgoing", needs("settings.write"), takes(), async (c) => {
    if (site.outgoingOverride) return faultPage(site, c, fault("request.invalid"));
    const values = readFields(outgoingForm, c.get("form"));
    const refused = (problem: FormFault) => show(c, { form: { ...kept(c), values, fault: problem } }, 422);
    const wanted = outgoingOf(values, stored(c));
    if (!wanted.ok)
      return refused({ text: textsFor(c)(wanted.error.key), field: wanted.error.name, hint: null });
    const set = await site.engine.settings.setOutgoing(sessionOf(c).caller, (before) => {
      const again = outgoingOf(values, before);
      return again.ok ? again : refuse(fault("thing.moved-on"));
    });
    if (!set.ok) return refused(formFault(c, set.error));
    return done(c, "/settings/outgoing", "saved");
  });

  web.post("/settings/outgoing/test", needs("settings.write"), takes(), async (c) => {
    const to = field(c.get("form"), "to").trim();
    const wrong = (key: "form.address" | "out.test.noRoute" | "out.test.noMailbox") => {
      const problem = { text: textsFor(c)(key, { address: to }), field: "to", hint: null };
      return show(c, { test: { to, result: null, fault: problem } }, 422);
    };
    const { settings } = readOf(site, c);
    const mailbox = settings.mailboxes().find((one) => one.enabled);
    const route = site.route(stored(c));
    if (!isAddress(to)) return wrong("form.address");
    if (!route) return wrong("out.test.noRoute");
    if (!mailbox) return wrong("out.test.noMailbox");
    const t = textsFor(c);
    const raw = await site.compose({
      messageId: `<test.${site.now()}.${Math.abs(hashOf(to))}@${settings.hostname() ?? "localhost"}>`,
      inReplyTo: null,
      references: [],
      date: site.now(),
      from: { name: mailbox.name, address: mailbox.address },
      replyTo: null,
      to: [{ name: "", address: to }],
      cc: [],
      subject: t("out.test.subject"),
      text: `${t("out.test.text")}\n`,
      html: null,
      attachments: [],
      automatic: true,
    });
    const { server, results } = await site.deliver(
      { raw, envelope: { from: mailbox.address, to: [to] }, insist: true },
      route,
    );
    const ok =
      results.length > 0 && results.every((result: DeliveryResult) => result.outcome === "delivered");
    return show(c, { test: { to, fault: null, result: { ok, server, results } } });
  });
}

/** A route without its password. */
function shownRoute(outgoing: Outgoing): string {
  if (outgoing.kind !== "smtp") return outgoing.kind;
  const user = outgoing.user === null ? "" : `${outgoing.user}@`;
  return `${outgoing.tls === "implicit" ? "smtps" : "smtp"}://${user}${outgoing.host}:${outgoing.port}`;
}

/** A number derived from a text, to distinguish test mails. */
const hashOf = (text: string): number =>
  [...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) | 0, 7);
