import { fault } from "../../../../base/fault.ts";
import { refuse } from "../../../../base/result.ts";
import { repliesFields } from "../../../../domain/settings/fields/index.ts";
import type { ShownOutgoing } from "../../../../domain/settings/index.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { settingIn, settingValues } from "../../parts/setting-form.ts";
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
import { outgoingForm, outgoingOf, outgoingSecrets, outgoingValues, repliesForm } from "./form.ts";
import { OutgoingSettingsPage } from "./page.tsx";
import type { OutgoingSettingsView } from "./view.ts";

type Shown = OutgoingSettingsView["form"];
type Replies = OutgoingSettingsView["replies"];
type Test = OutgoingSettingsView["test"];

export function outgoingSettingsRoutes(site: Site, web: Web): void {
  const stored = (c: Ctx) => readOf(site, c).settings.outgoing();
  const given = (c: Ctx) => site.engine.outgoingMail.given(sessionOf(c).caller);
  const kept = (c: Ctx) => ({ kept: outgoingSecrets(stored(c)) });
  const show = (
    c: Ctx,
    more: { readonly form?: Shown; readonly replies?: Replies; readonly test?: Test },
    status = 200,
  ) => {
    const fixed = given(c);
    const view: OutgoingSettingsView = {
      frame: frameOf(site, c, "settings"),
      fixed: fixed === null ? null : shownRoute(fixed),
      oauth: readOf(site, c)
        .settings.oauthAccounts()
        .map(({ name }) => name),
      form: more.form ?? { ...kept(c), values: startingWith(c), fault: null },
      replies: more.replies ?? {
        values: settingValues(repliesFields, readOf(site, c).settings.replyPolicy()),
        fault: null,
      },
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

  web.post(
    "/settings/outgoing",
    needs("settings.write"),
    takes({ only: optionsOf(outgoingForm) }),
    async (c) => {
      const values = readFields(outgoingForm, c.get("form"));
      const refused = (problem: FormFault) => show(c, { form: { ...kept(c), values, fault: problem } }, 422);
      const wanted = outgoingOf(values, stored(c));
      if (!wanted.ok)
        return refused({ text: textsFor(c)(wanted.error.key), field: wanted.error.name, hint: null });
      const set = await site.engine.settings.setOutgoing(sessionOf(c).caller, (before) => {
        const again = outgoingOf(values, before);
        return again.ok ? again : refuse(fault("thing.moved-on"));
      });
      if (!set.ok)
        return given(c) === null ? refused(formFault(c, set.error)) : faultPage(site, c, set.error);
      return done(c, "/settings/outgoing", "saved");
    },
  );

  web.post("/settings/outgoing/replies", needs("settings.write"), takes(), async (c) => {
    const values = readFields(repliesForm, c.get("form"));
    const set = await site.engine.settings.setReplyPolicy(
      sessionOf(c).caller,
      settingIn(repliesFields, values),
    );
    if (set.ok) return done(c, "/settings/outgoing", "saved");
    return show(c, { replies: { values, fault: formFault(c, set.error) } }, 422);
  });

  web.post("/settings/outgoing/test", needs("settings.write"), takes(), async (c) => {
    const to = field(c.get("form"), "to").trim();
    const tested = await site.engine.outgoingMail.test(sessionOf(c).caller, to);
    if (tested.ok) return show(c, { test: { to, fault: null, result: tested.value } });
    return show(c, { test: { to, result: null, fault: formFault(c, tested.error) } }, 422);
  });
}

/** A delivery method in one line. */
function shownRoute(outgoing: ShownOutgoing): string {
  if (outgoing.kind !== "smtp") return outgoing.kind;
  const user = outgoing.user === null ? "" : `${outgoing.user}@`;
  return `${outgoing.tls === "implicit" ? "smtps" : "smtp"}://${user}${outgoing.host}:${outgoing.port}`;
}
