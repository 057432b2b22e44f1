import { fault } from "../../../../base/fault.ts";
import { DEFAULT, newRulesetText } from "../../../../domain/ruleset/index.ts";
import { done } from "../../server/flash.ts";
import { type Form, field, fields } from "../../server/form.ts";
import { sessionOf } from "../../server/guard.ts";
import { textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { formFault } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { rulesAddress } from "./address.ts";
import type { RulesetRow, RulesView } from "./view.ts";

/** The ruleset that a form is about. */
export function rulesetIn(form: Form): string {
  const name = field(form, "ruleset");
  return name === "" ? DEFAULT : name;
}

/** Shows the page about a ruleset again. */
type Show = (c: Ctx, ruleset: string, given: Partial<RulesView>, status: number) => Response;

/** Pages that add rulesets, and end that mail follows one. */
export function rulesetsRoutes(site: Site, web: Web, show: Show): void {
  const { rulesets } = site.engine;

  // A page that says what went wrong has the form's address.
  web.get("/settings/rules/new", needs("settings.write"), (c) => c.redirect("/settings/rules", 303));
  web.get("/settings/rules/deactivate", needs("settings.write"), (c) => c.redirect("/settings/rules", 303));

  web.post("/settings/rules/new", needs("settings.write"), takes(), async (c) => {
    const form = c.get("form");
    const name = field(form, "name").trim();
    const mailbox = field(form, "mailbox");
    const typed = { name, mailbox, includes: fields(form, "include") };
    const again = (error: Parameters<typeof formFault>[1]) =>
      show(c, DEFAULT, { adding: { ...typed, fault: formFault(c, error) } }, 422);
    if (readOf(site, c).settings.rulesetNames().includes(name))
      return again(fault("ruleset.exists", { field: "name", params: { name } }));
    const text = newRulesetText(name, {
      mailboxes: mailbox === "" ? [] : [mailbox],
      includes: typed.includes,
    });
    const reason = textsFor(c)("rules.new.reason");
    const saved = await rulesets.save(sessionOf(c).caller, text, reason, 0, name);
    return saved.ok ? done(c, rulesAddress("", name), "saved") : again(saved.error);
  });

  web.post("/settings/rules/deactivate", needs("settings.write"), takes(), async (c) => {
    const form = c.get("form");
    const name = rulesetIn(form);
    const ended = await rulesets.deactivate(sessionOf(c).caller, name, field(form, "reason").trim());
    if (ended.ok) return done(c, rulesAddress("", name), "deactivated");
    return show(c, name, { fault: formFault(c, ended.error) }, 422);
  });
}

/** The rulesets that there are, the default one first. */
export function rulesetRows(site: Site, c: Ctx, current: string): readonly RulesetRow[] {
  const { settings } = readOf(site, c);
  const active = settings.activeRulesets();
  return settings.rulesetNames().map((name) => {
    const found = active.find((one) => one.name === name);
    const includes = (found?.includes ?? []).flatMap((version) => settings.ruleset(version)?.name ?? []);
    const [newest] = settings.rulesets(Number.MAX_SAFE_INTEGER, 1, name);
    return {
      ...{ name, current: name === current, mailboxes: found?.mailboxes ?? [] },
      ...{ active: found?.version ?? null, newest: newest?.version ?? 0 },
      includes: includes.filter((one) => one !== DEFAULT),
    };
  });
}
