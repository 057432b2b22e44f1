/** Choosing how lists are shown, and saving views of them. */
import { listOrders } from "../../../domain/ticket/index.ts";
import { listColumns, readChoice, type Shared } from "../../../domain/views/index.ts";
import { ownPath } from "../parts/links.ts";
import { ticketsPath } from "../parts/sides.tsx";
import { done } from "../server/flash.ts";
import { field, fields } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { Ctx, Site, Web } from "../web.ts";
import type { UnsavedView } from "./view.ts";

/** @param show the list at a path of ours, with the form for a view as it was typed */
export function viewRoutes(
  site: Site,
  web: Web,
  show: (c: Ctx, list: string, unsaved: UnsavedView) => Response | Promise<Response>,
): void {
  const { views } = site.engine;
  const listOf = (c: Ctx) => ownPath(field(c.get("form"), "list"), "/tickets");
  const queryOf = (list: string) => new URL(list, "http://list").searchParams;

  const only = { order: [...listOrders, ""], head: [...listOrders, ""], column: listColumns };
  web.post("/tickets/display", needs("tickets.write"), takes({ only }), async (c) => {
    const { caller } = sessionOf(c);
    const form = c.get("form");
    const query = queryOf(listOf(c));
    const choice = readChoice(field(form, "head") || field(form, "order"), fields(form, "column"));
    const saved = readOf(site, c).views.find(query.get("saved") ?? "");
    const result =
      saved === null ? await views.choose(caller, choice) : await views.save(caller, { ...saved, ...choice });
    // A page further on belongs to the order before.
    query.delete("cursor");
    const text = query.toString();
    return result.ok
      ? done(c, text ? `/tickets?${text}` : "/tickets", null)
      : faultPage(site, c, result.error);
  });

  web.post(
    "/tickets/views",
    needs("tickets.write"),
    takes({ only: { do: ["save", "remove"] } }),
    async (c) => {
      const { caller } = sessionOf(c);
      const form = c.get("form");
      const read = readOf(site, c);
      const before = read.views.find(field(form, "id"));
      const id = field(form, "id") || null;
      if (field(form, "do") === "remove") {
        const removed = await views.remove(caller, id ?? "");
        return removed.ok ? done(c, "/tickets", "view-removed") : faultPage(site, c, removed.error);
      }
      const { order, columns } = before ?? read.views.choice();
      const typed = {
        ...{ name: field(form, "name"), query: field(form, "query"), shared: field(form, "shared") },
      };
      const wanted = { ...typed, id, order, columns, shared: sharedIn(typed.shared) };
      const saved = await views.save(caller, wanted);
      if (saved.ok) return done(c, ticketsPath({ saved: saved.value }), "view-saved");
      return show(c, listOf(c), { ...typed, fault: formFault(c, saved.error) });
    },
  );

  // A page that shows the list again has the form's address; opening that shows the tickets.
  web.get("/tickets/display", needs("tickets.read"), (c) => c.redirect("/tickets", 302));
  web.get("/tickets/views", needs("tickets.read"), (c) => c.redirect("/tickets", 302));
}

const sharedIn = (text: string): Shared =>
  text.startsWith("group:")
    ? { with: "group", group: text.slice("group:".length) }
    : { with: text === "everyone" ? "everyone" : "nobody" };
