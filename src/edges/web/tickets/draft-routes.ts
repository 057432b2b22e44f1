/** Drafts: a script saves them while one types; without scripts there is a button. */
import { type Fault, fault } from "../../../base/fault.ts";
import { type Result, refuse } from "../../../base/result.ts";
import type { DraftFields, DraftPlace, Ticket } from "../../../domain/ticket/index.ts";
import { faultText } from "../../../text/index.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { Ctx } from "../web.ts";
import { draftIn } from "./draft-form.ts";
import { mostOfReply } from "./reply-bounds.ts";
import type { TicketRoutes } from "./shared-routes.ts";

/**
 * What is to become of it; the last two are for a script, which stays on the page: "instead" takes the place of what another
 * window has saved.
 */
const whats = "save|discard|quiet|instead";

export function draftRoutes({ site, web, find, show }: TicketRoutes): void {
  const { commands } = site.engine;
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));

  web.post(
    `/tickets/:number{[0-9]+}/draft/:kind{reply|note}/:what{${whats}}`,
    needs("tickets.write"),
    takes(mostOfReply),
    async (c) => {
      const ticket = find(c);
      const kind = c.req.param("kind") === "note" ? "note" : "reply";
      if (!ticket) return missing(c);
      const typed = typedIn(c, kind);
      const saved = saveOrDiscard(c, { ticket: ticket.number, kind }, typed);
      if (forScript(c)) return quietly(c, saved);
      if (saved.ok)
        return done(c, `/tickets/${ticket.number}#reply`, saved.value === null ? "draftGone" : "draftSaved");
      return again(c, ticket, kind, typed, saved.error);
    },
  );

  web.post(`/tickets/new/draft/:what{${whats}}`, needs("tickets.write"), takes(mostOfReply), async (c) => {
    const saved = saveOrDiscard(c, { ticket: null, kind: "new" }, typedIn(c, "new"));
    if (forScript(c)) return quietly(c, saved);
    if (saved.ok) return done(c, "/tickets/new", saved.value === null ? "draftGone" : "draftSaved");
    return faultPage(site, c, saved.error);
  });

  const again = (c: Ctx, ticket: Ticket, tab: "reply" | "note", typed: DraftFields, problem: Fault) =>
    show(c, ticket, { tab, [tab]: typed }, 422, faultText(languageOf(c), problem));

  function saveOrDiscard(c: Ctx, place: DraftPlace, typed: DraftFields): Result<number | null, Fault> {
    const { caller, user } = sessionOf(c);
    const form = draftIn(c.get("form"), place);
    if (!form) return refuse(fault("thing.not-found"));
    const what = c.req.param("what");
    if (what === "discard") {
      const gone = commands.discardDraft(caller, form);
      return gone.ok ? { ok: true, value: null } : gone;
    }
    if (what !== "instead") return commands.saveDraft(caller, form, typed);
    const { tickets } = readOf(site, c);
    const kept =
      place.ticket === null
        ? tickets.newDraft()
        : tickets.drafts(place.ticket).find((one) => one.user === user.name && one.kind === place.kind);
    return commands.saveDraft(caller, { ...form, base: kept?.savedAt ?? null }, typed);
  }
}

const forScript = (c: Ctx): boolean => ["quiet", "instead"].includes(c.req.param("what") ?? "");

function typedIn(c: Ctx, kind: DraftPlace["kind"]): DraftFields {
  const form = c.get("form");
  const text = field(form, "text");
  if (kind === "note") return { text };
  if (kind === "new") return { text, to: field(form, "requester"), subject: field(form, "subject") };
  return { text, to: field(form, "to"), cc: field(form, "cc") };
}

/** For a script: when it was saved, or nothing for a draft without text; 409 if another window has saved, 410 if it was sent. */
function quietly(c: Ctx, saved: Result<number | null, Fault>): Response {
  if (saved.ok) return c.text(String(saved.value ?? ""));
  const { reason } = saved.error;
  const status = reason === "draft.elsewhere" ? 409 : reason === "draft.sent" ? 410 : 422;
  return c.text(faultText(languageOf(c), saved.error), status);
}
