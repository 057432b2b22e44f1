import { languageName, languages } from "../../../text/index.ts";
import { type AwayForm, awayForm, awayIn } from "../parts/away.tsx";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { keepSession, remoteAddress } from "../server/session.ts";
import { checked, takes } from "../server/takes.ts";
import type { FormFault } from "../view.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { AccountPage } from "./page.tsx";

export function accountRoutes(site: Site, web: Web): void {
  const show = (c: Ctx, problem: FormFault | null, status = 200, typed: AwayForm | null = null) => {
    const { user } = sessionOf(c);
    const frame = frameOf(site, c, null);
    const away = typed ?? awayForm(user.away, frame.zone);
    const { directory } = user;
    const about = { user: user.name, name: user.fullName, email: user.email, directory };
    const notify = { assigned: user.notifyAssigned, wrote: user.notifyWrote };
    const tokens = readOf(site, c)
      .people.tokensOf(user.name)
      .map(({ name }) => name);
    const choices = languages().map((tag) => ({ tag, name: languageName(tag) }));
    const view = {
      ...{ frame, ...about, notify, away, tokens, fault: problem },
      ...{ language: user.language ?? "", languages: choices },
    };
    return html(c, <AccountPage view={view} />, status);
  };

  web.get("/account", needs("session"), (c) => show(c, null));

  web.post(
    "/account/notifications",
    needs("session"),
    takes({ only: { assigned: checked, wrote: checked } }),
    async (c) => {
      const form = c.get("form");
      const wanted = { assigned: field(form, "assigned") === "yes", wrote: field(form, "wrote") === "yes" };
      const set = await site.engine.people.setNotifications(sessionOf(c).caller, wanted);
      return set.ok ? done(c, "/account", "notifications") : faultPage(site, c, set.error);
    },
  );

  web.post(
    "/account/language",
    needs("session"),
    takes({ only: { language: [...languages(), ""] } }),
    async (c) => {
      const language = field(c.get("form"), "language");
      const set = await site.engine.people.setLanguage(
        sessionOf(c).caller,
        language === "" ? null : language,
      );
      return set.ok ? done(c, "/account", "language") : faultPage(site, c, set.error);
    },
  );

  web.post("/account/away", needs("session"), takes({ only: { away: checked } }), async (c) => {
    const { away, form, wrong } = awayIn(c.get("form"), frameOf(site, c, null).zone);
    const bad = (fault: FormFault) => show(c, null, 422, { ...form, fault });
    if (wrong) return bad({ text: textsFor(c)("form.time"), field: wrong, hint: null });
    const set = await site.engine.people.setAway(sessionOf(c).caller, away);
    return set.ok ? done(c, "/account", "away") : bad(formFault(c, set.error));
  });

  web.post("/account/password", needs("session"), takes({ only: { revokeTokens: checked } }), async (c) => {
    const { caller, user } = sessionOf(c);
    const form = c.get("form");
    const password = field(form, "password");
    const { people } = site.engine;
    const tokens = field(form, "revokeTokens") === "yes" ? "revoke" : "keep";
    const set = await people.setPassword(caller, user.name, password, field(form, "current"), tokens);
    if (!set.ok) return show(c, formFault(c, set.error), 422);
    // All of the person's sessions have ended, including this one: it continues as a new one.
    const token = await people.logIn(user.name, password, remoteAddress(c));
    if (!token.ok) return c.redirect("/login", 303);
    keepSession(c, token.value);
    return done(c, "/account", "password");
  });
}
