import { type Fault, fault } from "../../../base/fault.ts";
import { messageKey, type TicketNumber, ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { faultText } from "../../../text/index.ts";
import { done } from "../server/flash.ts";
import { field, fields } from "../server/form.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf, textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { uploadPolicy } from "../server/security.ts";
import { takes } from "../server/takes.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { movedView, ticketView } from "./model.ts";
import { TicketPage } from "./page.tsx";
import { type Chosen, targetView } from "./target-model.ts";
import { TargetPage } from "./target-page.tsx";
import { versionIn } from "./version.ts";

/** Merge, unmerge, move and split, and the pages on which the other ticket is chosen. */
export function threadRoutes(site: Site, web: Web): void {
  const { commands } = site.engine;

  web.get("/tickets/:number{[0-9]+}/merge", needs("tickets.write"), (c) =>
    choose(c, "merge", { words: wordsIn(c) }),
  );
  web.get("/tickets/:number{[0-9]+}/move", needs("tickets.write"), (c) =>
    choose(c, "move", { words: wordsIn(c), messages: (c.req.queries("message") ?? []).slice(0, 1000) }),
  );

  web.post("/tickets/:number{[0-9]+}/merge", needs("tickets.write"), takes(), async (c) => {
    const number = numberOf(c.req.param("number"));
    const typed = field(c.get("form"), "into");
    const into = numberOf(typed);
    if (into === null)
      return choose(c, "merge", { chosen: typed, fault: notANumber(c, "into"), ...seenVersion(c) }, 422);
    const merged = await commands.merge(sessionOf(c).caller, orNone(number), into, seenBy(c));
    if (!merged.ok) return refused(c, "merge", { chosen: typed }, merged.error);
    const ticket = orNone(number);
    return done(c, `/tickets/${into}`, { what: "merged", ticket, version: null });
  });

  web.post("/tickets/:number{[0-9]+}/dismiss-merge", needs("tickets.write"), takes(), async (c) => {
    const number = orNone(numberOf(c.req.param("number")));
    const dismissed = await commands.dismissMerge(sessionOf(c).caller, number);
    return dismissed.ok ? done(c, `/tickets/${number}`, "dismissed") : faultPage(site, c, dismissed.error);
  });

  web.post("/tickets/:number{[0-9]+}/unmerge", needs("tickets.write"), takes(), async (c) => {
    const number = numberOf(c.req.param("number"));
    const undone = await commands.unmerge(sessionOf(c).caller, orNone(number), seenBy(c));
    if (!undone.ok) return again(c, undone.error);
    const { ticket } = undone.value;
    return done(c, `/tickets/${ticket}`, { what: "unmerged", ticket, version: null });
  });

  web.post("/tickets/:number{[0-9]+}/split", needs("tickets.write"), takes({ fields: 1100 }), async (c) => {
    const number = numberOf(c.req.param("number"));
    const form = c.get("form");
    const keys = fields(form, "message");
    const messages = keys.map(messageKey);
    const typed = { chosen: field(form, "to"), newSubject: field(form, "subject"), messages: keys };
    const to = typed.chosen === "" ? null : numberOf(typed.chosen);
    if (typed.chosen !== "" && to === null)
      return choose(c, "move", { ...typed, fault: notANumber(c, "to"), ...seenVersion(c) }, 422);
    const { caller } = sessionOf(c);
    const moved = to
      ? await commands.move(caller, orNone(number), messages, to, seenBy(c))
      : await commands.split(caller, orNone(number), messages, typed.newSubject || null, seenBy(c));
    if (!moved.ok) return refused(c, "move", typed, moved.error);
    return done(c, `/tickets/${moved.value.ticket}`, "moved");
  });

  /** The page on which the other ticket is chosen. What others did since is shown once; the form then knows of it. */
  async function choose(c: Ctx, what: "merge" | "move", chosen: Chosen, status = 200) {
    const read = readOf(site, c);
    const number = numberOf(c.req.param("number"));
    const ticket = number && read.tickets.find(number);
    if (!ticket) return faultPage(site, c, fault("thing.not-found"));
    const frame = frameOf(site, c, "tickets");
    const version = status === 200 ? undefined : versionIn(c);
    const late = status === 409 && version !== undefined;
    const moved = late ? await movedView(read, frame, ticket, version, true) : null;
    const { version: of = ticket.version, ...rest } = chosen;
    const view = await targetView(read, frame, ticket, what, {
      ...rest,
      version: of,
      ...(moved ? { moved, fault: null } : {}),
    });
    return html(c, <TargetPage view={view} />, status);
  }

  const refused = (c: Ctx, what: "merge" | "move", chosen: Chosen, problem: Fault) => {
    const late = problem.code === "thing.moved-on";
    const shown = { ...chosen, fault: formFault(c, problem), ...(late ? {} : seenVersion(c)) };
    return choose(c, what, shown, late ? 409 : 422);
  };

  /** The ticket's page, with why a merge could not be undone. */
  async function again(c: Ctx, problem: Fault) {
    const read = readOf(site, c);
    const number = numberOf(c.req.param("number"));
    const ticket = number && read.tickets.find(number);
    if (!ticket) return faultPage(site, c, fault("thing.not-found"));
    const text = faultText(languageOf(c), problem);
    const frame = frameOf(site, c, "tickets", { flash: { kind: "problem", text } });
    const status = problem.code === "thing.moved-on" ? 409 : 422;
    c.set("policy", uploadPolicy);
    return html(c, <TicketPage view={await ticketView(read, frame, ticket, "/tickets", {})} />, status);
  }
}

/** The version that the form was made for stays: what happens later is still noticed. */
function seenVersion(c: Ctx): { readonly version?: number } {
  const version = versionIn(c);
  return version === undefined ? {} : { version };
}

const wordsIn = (c: Ctx): string => (c.req.query("q") ?? "").trim().slice(0, 500);

/** What others did to the ticket since the form was made has to be seen first. */
const seenBy = (c: Ctx) => ({ ifVersion: versionIn(c), allow: { own: true } });

const numberOf = (text: string | undefined): TicketNumber | null => {
  const number = wholeNumber((text ?? "").trim().replace(/^#/, ""));
  return number === null ? null : ticketNumber(number);
};

/** The router only allows digits, but there may be too many for a number. */
const orNone = (number: TicketNumber | null): TicketNumber => number ?? ticketNumber(0);

const notANumber = (c: Ctx, name: string) => ({ text: textsFor(c)("form.ticket"), field: name, hint: null });
