/** Changing several tickets of a list at once, and undoing that. */
import { fault } from "../../../base/fault.ts";
import { priorities } from "../../../domain/ticket/index.ts";
import { faultText } from "../../../text/index.ts";
import { ownPath } from "../parts/links.ts";
import { bulkActions, done, undoneTogether } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf, textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { Flash } from "../view.ts";
import type { Ctx, Site, Web } from "../web.ts";
import {
  bulkChange,
  choosesNothing,
  MOST_SELECTED,
  readSelected,
  type Selected,
  selectedIn,
  selectedText,
} from "./bulk.ts";

/** The most tickets that were not changed of which the reason is said. */
const MOST_REASONS = 5;

/** @param show the list at a path of ours, with a problem at the top, and what undoes what was done nevertheless */
export function bulkRoutes(
  site: Site,
  web: Web,
  show: (
    c: Ctx,
    list: string,
    status: number,
    problem: string,
    undo?: Flash["undo"],
  ) => Response | Promise<Response>,
): void {
  const { commands } = site.engine;
  const listOf = (c: Ctx) => ownPath(field(c.get("form"), "list"), "/tickets");

  web.post(
    "/tickets/bulk",
    needs("tickets.write"),
    takes({ fields: MOST_SELECTED + 20, only: { do: bulkActions, priority: [...priorities, ""] } }),
    async (c) => {
      const form = c.get("form");
      const list = listOf(c);
      const t = textsFor(c);
      const selected = selectedIn(form);
      const action = bulkActions.find((one) => one === field(form, "do"));
      if (action === undefined) return faultPage(site, c, fault("request.invalid"));
      if (selected.length === 0) return show(c, list, 422, t("bulk.none"));
      if (action === "apply" && choosesNothing(form)) return show(c, list, 422, t("bulk.nothing"));
      const { caller, user } = sessionOf(c);
      const read = readOf(site, c);
      const changed: Selected[] = [];
      const not: string[] = [];
      for (const { number, version } of selected) {
        const ticket = read.tickets.find(number);
        const change = ticket && bulkChange(form, action, { me: user.name, read, ticket });
        const options = { ifVersion: version, allow: { own: true, mails: action !== "close" } };
        const result = change?.ok
          ? await commands.change(caller, number, change.value, options)
          : (change ?? { ok: false as const, error: fault("thing.not-found") });
        if (result.ok) changed.push({ number, version: result.value.version });
        else
          not.push(
            t("bulk.not.one", { number: String(number), why: faultText(languageOf(c), result.error) }),
          );
      }
      if (not.length === 0)
        return done(c, list, { what: "bulk", action, changed: changed.map(selectedText) });
      const reasons = not.slice(0, MOST_REASONS).join(" ");
      const problem = `${t("bulk.not", { n: not.length, all: selected.length })} ${reasons}`;
      const undo = changed.length > 0 ? undoneTogether(changed.map(selectedText).join("-"), list) : null;
      return show(c, list, 422, problem, undo);
    },
  );

  web.post("/tickets/bulk/undo", needs("tickets.write"), takes(), async (c) => {
    const { caller } = sessionOf(c);
    const list = listOf(c);
    const t = textsFor(c);
    const not: string[] = [];
    for (const { number, version } of readSelected(field(c.get("form"), "tickets").split("-"))) {
      const undone = await commands.undo(caller, number, version);
      if (!undone.ok)
        not.push(t("bulk.not.one", { number: String(number), why: faultText(languageOf(c), undone.error) }));
    }
    if (not.length === 0) return done(c, list, "undone");
    return show(
      c,
      list,
      422,
      `${t("bulk.not.undone", { n: not.length })} ${not.slice(0, MOST_REASONS).join(" ")}`,
    );
  });

  // A page that shows the list again has the form's address; opening that shows the tickets.
  web.get("/tickets/bulk", needs("tickets.read"), (c) => c.redirect("/tickets", 302));
  web.get("/tickets/bulk/undo", needs("tickets.read"), (c) => c.redirect("/tickets", 302));
}
