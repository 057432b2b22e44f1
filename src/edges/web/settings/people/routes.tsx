import { fault } from "../../../../base/fault.ts";
import { isAddress } from "../../../../domain/mail/index.ts";
import { isAway, validUserName } from "../../../../domain/people/index.ts";
import type { ShownUser } from "../../../../record/reading/index.ts";
import { awayForm, awayIn } from "../../parts/away.tsx";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { checked, takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { passwordForm, personForm, personIn, personValues } from "./form.ts";
import { PeoplePage, PersonPage } from "./page.tsx";
import type { PersonView } from "./view.ts";

const only = optionsOf(personForm);

export function peopleRoutes(site: Site, web: Web): void {
  const { people } = site.engine;
  const find = (c: Ctx): ShownUser | null => {
    const name = validUserName(c.req.param("user") ?? "");
    return name && readOf(site, c).people.user(name);
  };
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));
  const show = (c: Ctx, user: ShownUser | null, more: Partial<PersonView>, status = 200) => {
    const frame = frameOf(site, c, "settings");
    const view: PersonView = {
      frame,
      away: awayForm(user?.away ?? null, frame.zone),
      user: user?.name ?? null,
      disabled: user?.disabled ?? false,
      directory: user?.directory || (readOf(site, c).settings.directory() === null ? null : false),
      self: user?.name === sessionOf(c).user.name,
      form: { values: personValues(user), fault: null },
      passwordFault: null,
      tokens: user === null ? [] : readOf(site, c).people.tokensOf(user.name),
      ...more,
    };
    return html(c, <PersonPage view={view} />, status);
  };

  web.get("/settings/people", needs("people.write"), (c) => {
    const frame = frameOf(site, c, "settings");
    const shown = readOf(site, c)
      .people.users()
      .map((user) => ({
        user: user.name,
        name: user.fullName,
        email: user.email,
        role: user.role,
        disabled: user.disabled,
        away: isAway(user.away, frame.now),
        directory: user.directory,
        lastLogin: user.loginAt,
      }));
    return html(c, <PeoplePage view={{ frame, people: shown }} />);
  });

  web.get("/settings/people/new", needs("people.write"), (c) => show(c, null, {}));

  web.post("/settings/people/new", needs("people.write"), takes({ only }), async (c) => {
    const values = personIn(c.get("form"));
    const wrong = (problem: FormFault) => show(c, null, { form: { values, fault: problem } }, 422);
    const problem = badEmail(c, values.email);
    if (problem) return wrong(problem);
    const { user, name, role, email, directory, password } = values;
    const created = await people.createUser(sessionOf(c).caller, {
      user,
      name,
      role,
      email: email || null,
      password: directory ? { of: "directory" } : password,
    });
    return created.ok ? done(c, "/settings/people", "created") : wrong(formFault(c, created.error));
  });

  web.get("/settings/people/:user", needs("people.write"), (c) => {
    const user = find(c);
    return user ? show(c, user, {}) : missing(c);
  });

  web.post("/settings/people/:user", needs("people.write"), takes({ only }), async (c) => {
    const user = find(c);
    if (!user) return missing(c);
    const values = { ...personIn(c.get("form")), user: user.name };
    const wrong = (problem: FormFault) => show(c, user, { form: { values, fault: problem } }, 422);
    const problem = badEmail(c, values.email);
    if (problem) return wrong(problem);
    const { name, role, email } = values;
    const change = { name: name || user.fullName, role, email: email || null };
    const changed = await people.changeUser(sessionOf(c).caller, user.name, change);
    return changed.ok ? done(c, "/settings/people", "saved") : wrong(formFault(c, changed.error));
  });

  web.post(
    "/settings/people/:user/password",
    needs("people.write"),
    takes({ only: { revokeTokens: checked } }),
    async (c) => {
      const user = find(c);
      if (!user) return missing(c);
      const form = c.get("form");
      const tokens = field(form, "revokeTokens") === "yes" ? "revoke" : "keep";
      const { password } = readFields(passwordForm, form);
      const set = await people.setPassword(sessionOf(c).caller, user.name, password, null, tokens);
      if (!set.ok) return show(c, user, { passwordFault: formFault(c, set.error) }, 422);
      return done(c, `/settings/people/${user.name}`, "password");
    },
  );

  web.post(
    "/settings/people/:user/away",
    needs("people.write"),
    takes({ only: { away: checked } }),
    async (c) => {
      const user = find(c);
      if (!user) return missing(c);
      const { away, form, wrong } = awayIn(c.get("form"), frameOf(site, c, "settings").zone);
      const bad = (problem: FormFault) => show(c, user, { away: { ...form, fault: problem } }, 422);
      if (wrong) return bad({ text: textsFor(c)("form.time"), field: wrong, hint: null });
      const set = await people.changeUser(sessionOf(c).caller, user.name, { away });
      return set.ok ? done(c, `/settings/people/${user.name}`, "away") : bad(formFault(c, set.error));
    },
  );

  web.post("/settings/people/:user/directory", needs("people.write"), takes(), async (c) => {
    const user = find(c);
    if (!user) return missing(c);
    const password = { of: "directory" } as const;
    const left = await people.changeUser(sessionOf(c).caller, user.name, { password });
    if (!left.ok)
      return show(c, user, { form: { values: personValues(user), fault: formFault(c, left.error) } }, 422);
    return done(c, `/settings/people/${user.name}`, "delegated");
  });

  web.post("/settings/people/:user/:what{disable|enable}", needs("people.write"), takes(), async (c) => {
    const user = find(c);
    if (!user) return missing(c);
    const disabled = c.req.param("what") === "disable";
    const { caller } = sessionOf(c);
    if (disabled && caller.user === user.name) return show(c, user, {}, 422);
    const changed = await people.changeUser(caller, user.name, { disabled });
    if (!changed.ok)
      return show(c, user, { form: { values: personValues(user), fault: formFault(c, changed.error) } }, 422);
    return done(c, `/settings/people/${user.name}`, disabled ? "disabled" : "enabled");
  });
}

const badEmail = (c: Ctx, email: string): FormFault | null =>
  email === "" || isAddress(email)
    ? null
    : { text: textsFor(c)("form.address", { address: email }), field: "email", hint: null };
