import { getCookie, setCookie } from "hono/cookie";
import { type Fault, fault } from "../../../base/fault.ts";
import type { NamedState } from "../../../domain/lifecycle/index.ts";
import { may } from "../../../domain/policy/index.ts";
import { mayChangeView } from "../../../domain/views/index.ts";
import { readAddress } from "../addresses.ts";
import { ticketsPath } from "../parts/sides.tsx";
import { done } from "../server/flash.ts";
import { field, newNonce, oncePerForm } from "../server/form.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { uploadPolicy } from "../server/security.ts";
import { bounds, checked, takes } from "../server/takes.ts";
import type { Flash } from "../view.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { MOST_SELECTED } from "./bulk.ts";
import { bulkRoutes } from "./bulk-routes.tsx";
import { draftIn } from "./draft-form.ts";
import { dueFinder, pageOfList, personFinder, readFilter, ticketNav, ticketRow } from "./list-model.ts";
import { TicketsPage } from "./list-page.tsx";
import { NewTicketPage } from "./new-page.tsx";
import { queryOf } from "./saved-views.ts";
import type { NewTicketView, TicketFilter, TicketsView } from "./view.ts";
import { viewRoutes } from "./view-routes.tsx";

const newTicket = { ...bounds.reply, only: { assignee: ["me", "nobody"], send: checked } };

export function ticketsRoutes(site: Site, web: Web): void {
  /** A list. @param query the parameters of its path @param problem shown at its top; null for what was done before, if anything */
  const showList = (
    c: Ctx,
    query: URLSearchParams,
    status: number,
    problem: Flash | null,
    unsaved: TicketsView["unsaved"] = null,
  ) => {
    const { caller, user } = sessionOf(c);
    const me = user.name;
    const frame = frameOf(site, c, "tickets", problem === null ? {} : { flash: problem });
    const filter = readFilter((name) => query.get(name) ?? undefined, frame.states);
    const wrong = unknownState(query.get("state") ?? "", filter, frame.states);
    if (wrong) return faultPage(site, c, wrong);
    const read = readOf(site, c);
    const saved = filter.saved ? read.views.find(filter.saved) : null;
    if (filter.saved && saved === null) return faultPage(site, c, fault("view.unknown"));
    const nav = ticketNav(read, me, frame.now, filter);
    const cursor = query.get("cursor") ?? undefined;
    const choice = saved ?? read.views.choice();
    const asked = { now: frame.now, limit: MOST_SELECTED, cursor, order: choice.order };
    const found = pageOfList(read, filter, saved, { ...asked, me });
    if (!found.ok) return faultPage(site, c, found.error);
    const { items, next } = found.value;
    const forEveryone = may(caller, "settings.write").ok;
    const groups = read.views.groups();
    const person = personFinder(read);
    const unread = site.engine.looks.unread(caller);
    const view: TicketsView = {
      frame,
      nav,
      rows: items.map((ticket) => ({
        ...ticketRow(ticket, { person, due: dueFinder(read, frame.now) }),
        unread: unread.ok && unread.value(ticket),
      })),
      next,
      later: cursor !== undefined,
      any: items.length > 0 || read.tickets.counts({}, frame.now).all > 0,
      firstMailbox: nav.mailboxes[0]?.address ?? null,
      groups: read.people.groups().map(({ name }) => name),
      here: ticketsPath(filter, cursor),
      choice: { order: choice.order, columns: choice.columns },
      query: queryOf(filter),
      shown: saved && {
        view: saved,
        mayChange: mayChangeView(saved, { by: me, groups, manages: forEveryone }),
      },
      ...{ unsaved, forEveryone, myGroups: groups },
    };
    c.set("policy", uploadPolicy);
    return html(c, <TicketsPage view={view} />, status);
  };

  web.get("/tickets", needs("tickets.read"), (c) => {
    const words = c.req.query("q");
    if (words !== undefined) return c.redirect(`/search?${new URLSearchParams({ q: words })}`, 302);
    return showList(c, new URL(c.req.url).searchParams, 200, null);
  });

  bulkRoutes(site, web, (c, list, status, text, undo = null) =>
    showList(c, new URL(list, "http://list").searchParams, status, { kind: "problem", text, undo }),
  );

  viewRoutes(site, web, (c, list, unsaved) =>
    showList(c, new URL(list, "http://list").searchParams, 422, null, unsaved),
  );

  const showNew = (c: Ctx, form: Partial<NewTicketView["form"]>, status = 200) => {
    const me = sessionOf(c).user.name;
    const frame = frameOf(site, c, "tickets");
    const read = readOf(site, c);
    const kept = read.tickets.newDraft();
    const wanted = c.req.query("mailbox") ?? listMailbox(c) ?? getCookie(c, "mm_mailbox");
    const mailboxes = read.settings.mailboxes().filter((one) => one.enabled);
    const empty = {
      // The only one, that of the list, or the last one used; otherwise it has to be chosen.
      mailbox:
        mailboxes.length === 1
          ? (mailboxes[0]?.address ?? "")
          : (mailboxes.find(({ address }) => address === wanted)?.address ?? ""),
      requester: "",
      subject: "",
      text: "",
      assignee: "me",
      send: false,
      nonce: newNonce(),
      fault: null,
      ...(kept && {
        requester: kept.fields.to ?? "",
        subject: kept.fields.subject ?? "",
        text: kept.fields.text,
      }),
      draft: kept && { savedAt: kept.savedAt, writer: kept.writer },
    } as const;
    const view = { frame, nav: ticketNav(read, me, frame.now), mailboxes, form: { ...empty, ...form } };
    // Its draft is saved by a script.
    c.set("policy", uploadPolicy);
    return html(c, <NewTicketPage view={view} />, status);
  };

  web.get("/tickets/new", needs("tickets.write"), (c) => showNew(c, {}));

  web.post("/tickets/new", needs("tickets.write"), takes(newTicket), async (c) => {
    const { caller, user } = sessionOf(c);
    const form = c.get("form");
    const typed = {
      mailbox: field(form, "mailbox"),
      requester: field(form, "requester"),
      subject: field(form, "subject"),
      text: field(form, "text"),
      assignee: field(form, "assignee") === "me" ? ("me" as const) : ("nobody" as const),
      send: field(form, "send") === "yes",
    };
    const requester = readAddress(typed.requester);
    if (requester === null) {
      const text = textsFor(c)("form.address", { address: typed.requester });
      return showNew(c, { ...typed, fault: { text, field: "requester", hint: null } }, 422);
    }
    if (typed.mailbox === "") {
      return showNew(
        c,
        { ...typed, fault: { text: textsFor(c)("new.mailbox.none"), field: "mailbox", hint: null } },
        422,
      );
    }
    const { commands } = site.engine;
    const { mailbox, subject, text, send } = typed;
    const content = [mailbox, subject, typed.requester, text, `${send}`];
    const draft = draftIn(form, { ticket: null, kind: "new" });
    const opened = await oncePerForm(form, user.name, content, (once) =>
      commands.openTicket(caller, { mailbox, subject, requester, text, send }, { once, draft }),
    );
    if (opened.ok)
      setCookie(c, "mm_mailbox", mailbox, { httpOnly: true, sameSite: "Lax", path: "/tickets/new" });
    if (!opened.ok) return showNew(c, { ...typed, fault: formFault(c, opened.error) }, 422);
    const { ticket: number, version } = opened.value;
    const assignee = typed.assignee === "me" ? user.name : null;
    // Sending has assigned it to the sender; otherwise it is unassigned.
    if (send ? assignee === null : assignee !== null) {
      const assigned = await commands.change(caller, number, { assignee }, { ifVersion: version });
      // If the form is sent again after the ticket was assigned, the assignment stays.
      if (!assigned.ok && assigned.error.code !== "thing.moved-on") return faultPage(site, c, assigned.error);
    }
    return done(c, `/tickets/${number}`, "opened");
  });
}

/** The mailbox of the list that the page was opened from. */
function listMailbox(c: Ctx): string | undefined {
  const referer = c.req.header("Referer") ?? "";
  return (URL.canParse(referer) && new URL(referer).searchParams.get("mailbox")) || undefined;
}

/** The fault of a state that no ticket can be in; null for others. */
function unknownState(wanted: string, { state }: TicketFilter, states: readonly NamedState[]): Fault | null {
  if (wanted === "" || state !== null) return null;
  const values = [...states.map(({ name }) => name), "overdue"].join(", ");
  return fault("request.field.values", { params: { field: "“state”", values } });
}
