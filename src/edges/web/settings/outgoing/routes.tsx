import { fault } from "../../../../base/fault.ts";
import { isAddress } from "../../../../domain/mail/address.ts";
import type { Outgoing } from "../../../../domain/settings/events.ts";
import type { DeliveryResult } from "../../../../domain/ticket/index.ts";
import { done } from "../../server/flash.ts";
import { type Form, field } from "../../server/form.ts";
import { frameOf, texts } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { OutgoingSettingsPage } from "./page.tsx";
import type { OutgoingSettingsView } from "./view.ts";

type Smtp = Extract<Outgoing, { kind: "smtp" }>;
type Shown = Omit<OutgoingSettingsView, "frame" | "fixed" | "test">;
type Test = OutgoingSettingsView["test"];
const ways = ["implicit", "starttls", "opportunistic", "none"] as const;

export function outgoingSettingsRoutes(site: Site, web: Web): void {
  const stored = (c: Ctx) => readOf(site, c).settings.outgoing();
  const show = (c: Ctx, more: { readonly form?: Shown; readonly test?: Test }, status = 200) => {
    const view: OutgoingSettingsView = {
      frame: frameOf(site, c, "settings"),
      fixed: site.outgoingOverride && shownRoute(site.outgoingOverride),
      ...(more.form ?? formOf(stored(c))),
      test: more.test ?? { to: sessionOf(c).user.email ?? "", result: null, fault: null },
    };
    return html(c, <OutgoingSettingsPage view={view} />, status);
  };

  web.get("/settings/outgoing", needs("settings.write"), (c) => show(c, {}));

  web.post("/settings/outgoing", needs("settings.write"), takes(), async (c) => {
    if (site.outgoingOverride) return faultPage(site, c, fault("request.invalid"));
    const form = c.get("form");
    const before = stored(c);
    const wanted = readOutgoing(form, before);
    if ("fault" in wanted) return show(c, { form: typed(form, before, wanted.fault) }, 422);
    const set = await site.engine.settings.setOutgoing(sessionOf(c).caller, wanted.outgoing);
    if (!set.ok) return show(c, { form: typed(form, before, formFault(set.error)) }, 422);
    return done(c, "/settings/outgoing", "saved");
  });

  web.post("/settings/outgoing/test", needs("settings.write"), takes(), async (c) => {
    const to = field(c.get("form"), "to").trim();
    const wrong = (key: "form.address" | "out.test.noRoute" | "out.test.noMailbox") => {
      const problem = { text: texts(key, { address: to }), field: "to", hint: null };
      return show(c, { test: { to, result: null, fault: problem } }, 422);
    };
    const { settings } = readOf(site, c);
    const mailbox = settings.mailboxes().find((one) => one.enabled);
    const route = site.route(stored(c));
    if (!isAddress(to)) return wrong("form.address");
    if (!route) return wrong("out.test.noRoute");
    if (!mailbox) return wrong("out.test.noMailbox");
    const raw = await site.compose({
      messageId: `<test.${site.now()}.${Math.abs(hashOf(to))}@${settings.hostname() ?? "localhost"}>`,
      inReplyTo: null,
      references: [],
      date: site.now(),
      from: { name: mailbox.name, address: mailbox.address },
      replyTo: null,
      to: [{ name: "", address: to }],
      cc: [],
      subject: texts("out.test.subject"),
      text: `${texts("out.test.text")}\n`,
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

/** A route as it is shown: without the password. */
function shownRoute(outgoing: Outgoing): string {
  if (outgoing.kind !== "smtp") return outgoing.kind;
  const user = outgoing.user === null ? "" : `${outgoing.user}@`;
  return `${outgoing.tls === "implicit" ? "smtps" : "smtp"}://${user}${outgoing.host}:${outgoing.port}`;
}

function formOf(outgoing: Outgoing | null): Shown {
  const smtp = outgoing?.kind === "smtp" ? outgoing : null;
  return {
    kind: outgoing?.kind ?? "smtp",
    host: smtp?.host ?? "",
    port: String(smtp?.port ?? 587),
    tls: smtp?.tls ?? "starttls",
    user: smtp?.user ?? "",
    hasPassword: smtp !== null && smtp.password !== null,
    bareSender: smtp?.bareSender === true,
    fault: null,
  };
}

/** The form as it was typed, to be mended. */
const typed = (form: Form, before: Outgoing | null, problem: FormFault): Shown => ({
  ...formOf(before),
  kind: kindOf(form),
  host: field(form, "host"),
  port: field(form, "port"),
  tls: tlsOf(form),
  user: field(form, "user"),
  bareSender: isBare(form),
  fault: problem,
});

const kindOf = (form: Form): Outgoing["kind"] =>
  (["catch", "direct"] as const).find((kind) => kind === field(form, "kind")) ?? "smtp";

const isBare = (form: Form): boolean => field(form, "bareSender") === "yes";

const tlsOf = (form: Form): Smtp["tls"] => ways.find((way) => way === field(form, "tls")) ?? "starttls";

function readOutgoing(
  form: Form,
  before: Outgoing | null,
): { readonly outgoing: Outgoing } | { readonly fault: FormFault } {
  const kind = kindOf(form);
  if (kind !== "smtp") return { outgoing: { kind } };
  const wrong = (name: string, key: "form.host" | "form.port" | "form.login") => ({
    fault: { text: texts(key), field: name, hint: null },
  });
  const host = field(form, "host").trim().toLowerCase();
  const port = Number(field(form, "port"));
  const user = field(form, "user").trim() || null;
  const given = field(form, "password");
  if (!/^[\p{L}\p{N}_[][\p{L}\p{N}\p{M}._:\]-]{0,253}$/u.test(host)) return wrong("host", "form.host");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return wrong("port", "form.port");
  const kept = before?.kind === "smtp" && field(form, "forget") !== "yes" ? before.password : null;
  const password = user === null ? null : given || kept;
  if (user !== null && password === null) return wrong("password", "form.login");
  const bare = isBare(form) ? { bareSender: true as const } : {};
  return { outgoing: { kind: "smtp", host, port, tls: tlsOf(form), user, password, ...bare } };
}

/** A number out of a text, to tell test mails apart. */
const hashOf = (text: string): number =>
  [...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) | 0, 7);
