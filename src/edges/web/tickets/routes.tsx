import { getCookie, setCookie } from "hono/cookie";
import { fault } from "../../../base/fault.ts";
import { mailId, messageKey, ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import type { Ticket } from "../../../domain/ticket/index.ts";
import { writeAddresses } from "../addresses.ts";
import { ownPath } from "../parts/links.ts";
import { done } from "../server/flash.ts";
import { field, oncePerForm } from "../server/form.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { uploadPolicy } from "../server/security.ts";
import { bounds, takes } from "../server/takes.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { changeRoutes } from "./change-routes.tsx";
import { contactRoutes } from "./contact-routes.ts";
import { draftIn } from "./draft-form.ts";
import { draftRoutes } from "./draft-routes.ts";
import { holdRoutes } from "./hold-routes.tsx";
import { movedView, type Shown, ticketView } from "./model.ts";
import { nextInList, previousInList } from "./next.ts";
import { TicketPage } from "./page.tsx";
import { replyRoutes } from "./reply-routes.tsx";
import { atMessage } from "./shared-routes.ts";
import { TextPage } from "./text-page.tsx";
import { versionIn } from "./version.ts";
import { type MovedView, sendHows } from "./view.ts";
import { messageTextView } from "./whole-text.ts";

export function ticketRoutes(site: Site, web: Web): void {
  const { commands } = site.engine;

  const find = (c: Ctx): Ticket | null => {
    const number = wholeNumber(c.req.param("number") ?? "");
    return number === null ? null : readOf(site, c).tickets.find(ticketNumber(number));
  };
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));
  const show = async (c: Ctx, ticket: Ticket, shown: Shown, status = 200, problem: string | null = null) => {
    const flash = problem === null ? {} : { flash: { kind: "problem", text: problem } as const };
    const frame = frameOf(site, c, "tickets", flash);
    const version = status === 422 ? versionIn(c) : undefined;
    const how = sendHows.find((one) => one === getCookie(c, "mm_send"));
    const given = { version, ...(how ? { how } : {}), ...shown };
    const view = await ticketView(readOf(site, c), frame, ticket, backOf(c), given);
    c.set("policy", uploadPolicy);
    return html(c, <TicketPage view={view} />, status);
  };
  /** The ticket beside one in the list that the reader came from, or else that list. */
  const beside = (find: typeof nextInList) => (c: Ctx, ticket: Ticket) => {
    const list = backOf(c);
    const { now, states } = frameOf(site, c, "tickets", { flash: null });
    const around = { me: sessionOf(c).user.name, now, states };
    const found = find(readOf(site, c), list, ticket, around);
    return found === null ? list : `/tickets/${found}`;
  };
  const onwards = beside(nextInList);
  const backwards = beside(previousInList);
  /** What others did since the form was made, if it matters to this form. */
  const moved = async (c: Ctx, ticket: Ticket, mails: boolean): Promise<{ moved: MovedView } | null> => {
    const version = versionIn(c);
    const frame = frameOf(site, c, "tickets", { flash: null });
    if (version === undefined) return null;
    const what = await movedView(readOf(site, c), frame, ticket, version, mails);
    return what === null ? null : { moved: what };
  };

  web.get("/tickets/:number{[0-9]+}", needs("tickets.read"), async (c) => {
    const ticket = find(c);
    if (!ticket) return missing(c);
    // A script that looks for news is no person who looks.
    if (c.req.header("x-live") === undefined) {
      rememberList(c);
      site.engine.looks.look(sessionOf(c).caller, ticket.number);
    }
    return show(c, ticket, {
      ...(await writtenBefore(c, c.req.query("text"), ticket)),
      ...writtenByMail(c, c.req.query("mail"), ticket),
      before: placeIn(c.req.query("before")),
      everyone: c.req.query("all") === "1",
    });
  });

  web.get("/tickets/:number{[0-9]+}/:way{previous|next}", needs("tickets.read"), (c) => {
    const ticket = find(c);
    if (!ticket) return missing(c);
    return c.redirect(c.req.param("way") === "next" ? onwards(c, ticket) : backwards(c, ticket), 302);
  });

  web.get("/tickets/:number{[0-9]+}/messages/:key", needs("tickets.read"), async (c) => {
    const ticket = find(c);
    const key = messageKey(c.req.param("key"));
    const read = readOf(site, c);
    const found =
      ticket && read.tickets.ofMessage(key) === ticket.number ? await read.messages.find(key) : null;
    if (!ticket || !found) return missing(c);
    const view = messageTextView(read, frameOf(site, c, "tickets"), ticket, found, c.req.query("part"));
    return view ? html(c, <TextPage view={view} />) : missing(c);
  });

  replyRoutes({ site, web, find, show, moved, onwards });

  web.post("/tickets/:number{[0-9]+}/note", needs("tickets.write"), takes(bounds.reply), async (c) => {
    const ticket = find(c);
    if (!ticket) return missing(c);
    const form = c.get("form");
    const text = field(form, "text");
    const { caller, user } = sessionOf(c);
    const draft = draftIn(form, { ticket: ticket.number, kind: "note" });
    const noted = await oncePerForm(form, user.name, [`${ticket.number}`, text], (once) =>
      commands.note(caller, ticket.number, text, { once, draft }),
    );
    if (!noted.ok)
      return show(c, ticket, { tab: "note", note: { text, fault: formFault(c, noted.error) } }, 422);
    return done(c, atMessage(ticket, noted.value.message), "noted");
  });

  contactRoutes({ site, web, find, show, moved, onwards });
  changeRoutes({ site, web, find, show, moved, onwards });
  draftRoutes({ site, web, find, show, moved, onwards });
  holdRoutes({ site, web, find, show, moved, onwards });

  web.get("/tickets/:number{[0-9]+}/draft/:kind{reply|note}/save", needs("tickets.read"), (c) => {
    const ticket = find(c);
    return ticket ? c.redirect(`/tickets/${ticket.number}`, 302) : missing(c);
  });

  // A page that shows a form again has the form's address; opening that shows the ticket.
  web.get(
    "/tickets/:number{[0-9]+}/:form{reply|note|contact|properties|quick|hold|undo|unmerge|split}",
    needs("tickets.read"),
    (c) => {
      const ticket = find(c);
      return ticket ? c.redirect(`/tickets/${ticket.number}${new URL(c.req.url).search}`, 302) : missing(c);
    },
  );

  /** The text of an agent's reply by mail that is held, to send it from here. */
  function writtenByMail(c: Ctx, id: string | undefined, ticket: Ticket): Shown {
    const row = id === undefined ? null : readOf(site, c).mails.find(mailId(id));
    if (row?.cause?.code !== "notification-quotation" || row.candidate !== ticket.number) return {};
    return { tab: "reply", reply: { text: row.cause.text } };
  }

  /** The text of a reply that was taken back or withheld, to continue with. */
  async function writtenBefore(c: Ctx, key: string | undefined, ticket: Ticket): Promise<Shown> {
    const read = readOf(site, c);
    const event = key === undefined ? undefined : (await read.messages.find(messageKey(key)))?.event;
    if (event?.type !== "ReplyWritten" || read.tickets.ofMessage(event.message) !== ticket.number) return {};
    const { text, to, cc } = event;
    return { tab: "reply", reply: { text, to: writeAddresses(to), cc: writeAddresses(cc) } };
  }
}

const placeIn = (text: string | undefined): number | undefined => wholeNumber(text ?? "") ?? undefined;

/** The list from which the ticket was opened, to go back to. */
function backOf(c: Ctx): string {
  const kept = ownPath(getCookie(c, "mm_list") ?? "", "/tickets");
  const referer = c.req.header("Referer") ?? "";
  if (!URL.canParse(referer)) return kept;
  const { pathname, search, host } = new URL(referer);
  const here = c.req.header("Host") ?? new URL(c.req.url).host;
  const list = host === here && (pathname === "/tickets" || pathname === "/search");
  return list ? ownPath(pathname + search, kept) : kept;
}

/** The list is remembered while the ticket's forms are sent. */
function rememberList(c: Ctx): void {
  const path = backOf(c);
  if (path.length > 1000 || path === getCookie(c, "mm_list")) return;
  setCookie(c, "mm_list", path, { httpOnly: true, sameSite: "Lax", path: "/" });
}
