/** Drafts: a script saves them while one types; without scripts there is a button. */
import { fault } from "../../../base/fault.ts";
import { draftKinds } from "../../../domain/ticket/index.ts";
import { faultText } from "../../../text/index.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { faultPage } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import { mostOfReply } from "./reply-bounds.ts";
import type { TicketRoutes } from "./shared-routes.ts";

/** What is to become of it; "quiet" for a script, which stays on the page. */
const whats = ["save", "discard", "quiet"] as const;

export function draftRoutes({ site, web, find, show }: TicketRoutes): void {
  const { commands } = site.engine;

  web.post(
    `/tickets/:number{[0-9]+}/draft/:kind{${draftKinds.join("|")}}/:what{${whats.join("|")}}`,
    needs("tickets.write"),
    takes(mostOfReply),
    async (c) => {
      const ticket = find(c);
      const kind = draftKinds.find((one) => one === c.req.param("kind"));
      if (!ticket || !kind) return faultPage(site, c, fault("thing.not-found"));
      const form = c.get("form");
      const what = c.req.param("what");
      const text = field(form, "text");
      const typed = kind === "note" ? { text } : { text, to: field(form, "to"), cc: field(form, "cc") };
      const fields = what === "discard" ? { text: "" } : typed;
      const saved = commands.saveDraft(sessionOf(c).caller, ticket.number, kind, fields);
      if (what === "quiet") {
        return saved.ok
          ? c.text(String(saved.value ?? ""))
          : c.text(faultText(languageOf(c), saved.error), 422);
      }
      const tab = kind === "note" ? "note" : "reply";
      if (!saved.ok)
        return show(c, ticket, { tab, [tab]: typed }, 422, faultText(languageOf(c), saved.error));
      return done(c, `/tickets/${ticket.number}#reply`, saved.value === null ? "draftGone" : "draftSaved");
    },
  );
}
