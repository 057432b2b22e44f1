import { fault } from "../../../base/fault.ts";
import { messageKey, ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { faultPage, html } from "../server/respond.tsx";
import type { Site, Web } from "../web.ts";
import { chosenNotes, happenedText, ranNotes } from "./ran-notes.ts";
import { ExplainPage } from "./rules-page.tsx";
import { ruleOf, rulesetName } from "./rules-view.ts";

/** Why rules did what they did with a message. */
export function explainRoutes(site: Site, web: Web): void {
  web.get("/tickets/:number{[0-9]+}/messages/:key/rules", needs("tickets.read"), async (c) => {
    const number = wholeNumber(c.req.param("number"));
    if (number === null) return faultPage(site, c, fault("thing.not-found"));
    const key = messageKey(c.req.param("key"));
    const found = await site.engine.explain.message(sessionOf(c).caller, ticketNumber(number), key);
    if (!found.ok) return faultPage(site, c, found.error);
    const run = found.value;
    const view = {
      frame: frameOf(site, c, "tickets"),
      number,
      version: run?.ran.ruleset ?? null,
      ruleset: rulesetName(run?.name ?? null),
      what: null,
      rules: run?.rules?.map(ruleOf) ?? null,
      chosen: run ? chosenNotes(run.ran, textsFor(c)) : [],
      failures: run ? ranNotes(run.ran, textsFor(c)) : [],
    };
    return html(c, <ExplainPage view={view} />);
  });

  web.get("/tickets/:number{[0-9]+}/rules/:position{[0-9]+}", needs("tickets.read"), async (c) => {
    const [number, position] = [wholeNumber(c.req.param("number")), wholeNumber(c.req.param("position"))];
    if (number === null || position === null) return faultPage(site, c, fault("thing.not-found"));
    const found = await site.engine.explain.event(sessionOf(c).caller, ticketNumber(number), position);
    if (!found.ok) return faultPage(site, c, found.error);
    const { ran, name, rules } = found.value;
    const view = {
      frame: frameOf(site, c, "tickets"),
      number,
      version: ran.ruleset,
      ruleset: rulesetName(name),
      what: happenedText(ran.happened, textsFor(c)),
      rules: rules?.map(ruleOf) ?? null,
      chosen: chosenNotes(ran, textsFor(c)),
      failures: ranNotes(ran, textsFor(c)),
    };
    return html(c, <ExplainPage view={view} />);
  });
}
