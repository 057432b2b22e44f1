import { fault } from "../../../base/fault.ts";
import { type MailId, mailId, type TicketNumber, ticketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import type { MailOutcome } from "../../../domain/intake/index.ts";
import { heldReasons } from "../../../domain/mail/events.ts";
import { previewOf } from "../../../domain/mail/index.ts";
import { causeText } from "../../../engine/intake/cause-text.ts";
import type { HeldGroupDecision } from "../../../engine/tickets/types.ts";
import type { MailRow, Read } from "../../../record/reading/index.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { short } from "../bounds.ts";
import { sendFile, sendRaw } from "../server/files.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf, textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { mailPolicy } from "../server/security.ts";
import { takes } from "../server/takes.ts";
import { TextPage } from "../tickets/text-page.tsx";
import { pieceIn } from "../tickets/whole-text.ts";
import type { FormFault, Frame } from "../view.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { decided, takeDecided } from "./decided.ts";
import { MailDocument } from "./document-page.tsx";
import { decisionsOf, HeldPage } from "./held-page.tsx";
import { mailPageView, type StoredMail, storedMail } from "./model.ts";
import { HeadersPage, MailPage } from "./page.tsx";
import { QueuePage } from "./queue-page.tsx";
import type { HeldMail, HeldView, MailPageView } from "./view.ts";

const PAGE = 15;
/** The most bytes of a held mail that is read to show its first words. */
const MOST_PREVIEWED = 256 * 1024;
/** The most floods shown on the first page of held mail. */
const MOST_GROUPS = 50;

/** A group about which a decision was not accepted. */
type DecidedGroup = { readonly fault: FormFault } & (
  | { readonly from: string }
  | { readonly candidate: TicketNumber }
);

export function mailRoutes(site: Site, web: Web): void {
  const { commands } = site.engine;

  const heldPage = async (
    c: Ctx,
    problem: HeldView["fault"],
    status = 200,
    group: DecidedGroup | null = null,
  ) => {
    const frame = frameOf(site, c, "mail", problem || group ? { flash: null } : {});
    const { language } = frame;
    const read = readOf(site, c);
    const cursor = c.req.query("cursor");
    const flooding = group !== null && "from" in group ? group : null;
    const floodGroup = flooding?.from ?? c.req.query("from") ?? null;
    const candidate = numberIn(c.req.query("candidate") ?? "") ?? undefined;
    const { items, next } = read.mails.list({ outcome: "held", floodGroup, candidate, limit: PAGE, cursor });
    const mails = await Promise.all(items.map((row) => heldMail(site, read, row, language)));
    const first = cursor === undefined && candidate === undefined;
    const groups = first || floodGroup !== null ? read.mails.floodGroups(MOST_GROUPS) : [];
    const candidates =
      cursor === undefined && floodGroup === null ? read.mails.candidateGroups(MOST_GROUPS) : [];
    const candidateGroups = candidates
      .filter((one) => candidate === undefined || one.candidate === candidate)
      .flatMap((one) => {
        const ticket = read.tickets.find(one.candidate);
        const fault = group !== null && "candidate" in group && group.candidate === one.candidate;
        return ticket ? [{ ...one, ticket: ticket.subject, fault: fault ? group.fault : null }] : [];
      });
    const floodGroups = groups
      .filter((one) => floodGroup === null || one.from === floodGroup)
      .map((one) => ({
        ...one,
        cause: one.cause === null ? "" : causeText(language, one.cause),
        fault: one.from === flooding?.from ? flooding.fault : null,
      }));
    // The page of the list on which everything is decided is no longer there.
    if (items.length === 0 && cursor !== undefined && problem === null) return c.redirect("/mails/held", 303);
    const received = receivedOf(read);
    const shown = { decided: takeDecided(c), at: placeIn(c) };
    const groupsShown = { floodGroups, floodGroup, candidateGroups, candidate: candidate ?? null };
    // A group about which someone else has decided meanwhile is not there any more to show it.
    const lost = group !== null && ![...floodGroups, ...candidateGroups].some(({ fault }) => fault !== null);
    const flash = lost ? ({ kind: "problem", text: group.fault.text } as const) : frame.flash;
    const view = {
      frame: { ...frame, flash },
      mails,
      next,
      fault: problem,
      received,
      ...groupsShown,
      ...shown,
    };
    return html(c, <HeldPage view={view} />, status);
  };

  /** The mail itself, with what is wrong with the decision: in the list it may be on another page. */
  const refused = async (c: Ctx, problem: NonNullable<HeldView["fault"]>) => {
    const mail = await storedMail(readOf(site, c), problem.mail);
    if (mail === null) return heldPage(c, problem, 422);
    const frame = frameOf(site, c, "mail", { flash: null });
    return html(c, <MailPage view={await viewOf(site, c, frame, mail, problem)} />, 422);
  };

  web.get("/mails/held", needs("tickets.read"), (c) => heldPage(c, null));

  web.post(
    "/mails/held/group",
    needs("tickets.write"),
    takes({ only: { what: ["join", "open", "file"] } }),
    async (c) => {
      const form = c.get("form");
      const from = field(form, "from");
      const wrong = (fault: FormFault) => heldPage(c, null, 422, { from, fault });
      const what = groupDecision(field(form, "what"), field(form, "ticket"));
      if (what === null) return wrong({ text: textsFor(c)("form.ticket"), field: null, hint: null });
      const candidate = numberIn(field(form, "candidate"));
      if (candidate !== null) return decideCandidate(c, candidate, what);
      const decision = await commands.decideFloodGroup(sessionOf(c).caller, from, what);
      if (!decision.ok) return wrong(formFault(c, decision.error));
      if (decision.value.left > 0) return done(c, "/mails/held", "floodMore");
      if (what.kind === "join") return decided(c, "/mails/held", { kind: "flood", ticket: what.ticket });
      return done(c, "/mails/held", "flood");
    },
  );

  async function decideCandidate(c: Ctx, candidate: TicketNumber, what: HeldGroupDecision) {
    const decision = await commands.decideHeldFor(sessionOf(c).caller, candidate, what);
    if (!decision.ok) return heldPage(c, null, 422, { candidate, fault: formFault(c, decision.error) });
    if (decision.value.done === 0) {
      const gone = fault("mail.decided");
      return heldPage(c, null, 409, { candidate, fault: formFault(c, gone) });
    }
    if (decision.value.left > 0) return done(c, "/mails/held", "floodMore");
    if (what.kind === "join") return decided(c, "/mails/held", { kind: "flood", ticket: what.ticket });
    return done(c, "/mails/held", "candidates");
  }

  web.get("/mails/queue", needs("tickets.read"), (c) => {
    const { mails } = readOf(site, c);
    const { depth, oldest } = mails.waiting();
    const entries = mails.queue(100).map((row) => ({
      mail: row.id,
      receivedAt: row.receivedAt,
      mailbox: row.mailbox,
      from: row.sender,
      size: row.size,
    }));
    return html(c, <QueuePage view={{ frame: frameOf(site, c, "mail"), depth, oldest, entries }} />);
  });

  web.post("/mails/:id/join", needs("tickets.write"), takes(), async (c) => {
    const id = idOf(c);
    const typed = field(c.get("form"), "ticket").trim();
    const number = numberIn(typed);
    const wrong = (fault: NonNullable<HeldView["fault"]>["fault"]) =>
      refused(c, { mail: id, fault, typed: typed.replace("#", "") });
    if (number === null) return wrong({ text: textsFor(c)("form.ticket"), field: null, hint: null });
    const joined = await commands.joinHeld(sessionOf(c).caller, id, number);
    if (!joined.ok) return wrong(formFault(c, joined.error));
    return decided(c, `/mails/held${placeIn(c)}`, { kind: "joined", ticket: number });
  });

  web.post("/mails/:id/open", needs("tickets.write"), takes(), async (c) => {
    const opened = await commands.openHeld(sessionOf(c).caller, idOf(c));
    if (!opened.ok) return refused(c, { mail: idOf(c), fault: formFault(c, opened.error), typed: "" });
    return decided(c, `/mails/held${placeIn(c)}`, { kind: "opened", ticket: opened.value.ticket });
  });

  web.post("/mails/:id/file", needs("tickets.write"), takes(), async (c) => {
    const filed = await commands.fileHeld(sessionOf(c).caller, idOf(c));
    if (!filed.ok) return refused(c, { mail: idOf(c), fault: formFault(c, filed.error), typed: "" });
    return done(c, `/mails/held${placeIn(c)}`, "filed");
  });

  storedMailRoutes(site, web, "/mails/:id", (c) => storedMail(readOf(site, c), c.req.param("id") ?? ""));
}

/** The decision about a group in a form; null if it is to be added to a ticket but names none. */
function groupDecision(what: string, ticket: string): HeldGroupDecision | null {
  if (what === "open" || what === "file") return { kind: what };
  const number = numberIn(ticket);
  return number === null ? null : { kind: "join", ticket: number };
}

/** A ticket number as typed. */
function numberIn(typed: string): TicketNumber | null {
  const number = wholeNumber(typed.trim().replace(/^#/, ""));
  return number === null ? null : ticketNumber(number);
}

function receivedOf({ mails }: Read): HeldView["received"] {
  const counted = mails.outcomes();
  const of = (outcome: MailOutcome) => counted.find((one) => one.outcome === outcome)?.mails ?? 0;
  return {
    queued: of("queued"),
    ticket: of("ticket"),
    reply: of("reply"),
    bounce: of("bounce"),
    filed: of("filed"),
    held: of("held"),
    rejected: of("rejected"),
  };
}

const idOf = (c: Ctx): MailId => mailId(c.req.param("id") ?? "");

async function heldMail(site: Site, read: Read, row: MailRow, language: Language): Promise<HeldMail> {
  const unread = row.reason === "unreadable" || row.size > MOST_PREVIEWED;
  const raw = unread ? null : await read.mails.raw(row.id);
  const parsed = raw && (await site.read(raw));
  const candidate = row.candidate === null ? null : read.tickets.find(row.candidate);
  return {
    mail: row.id,
    receivedAt: row.receivedAt,
    mailbox: row.mailbox,
    from: row.fromAddress === null ? null : { name: row.fromName ?? "", address: row.fromAddress },
    envelopeFrom: row.sender,
    subject: row.subject ?? "",
    preview: parsed?.ok ? previewOf(parsed.value.reply || parsed.value.text) : "",
    reason: heldReason(row.reason),
    cause: row.cause === null ? "" : causeText(language, row.cause),
    wouldSend: row.cause?.code === "notification-quotation" ? row.cause.text : null,
    size: row.size,
    candidate: candidate && { number: candidate.number, subject: candidate.subject },
  };
}

const heldReason = (text: string | null): HeldMail["reason"] =>
  heldReasons.find((one) => one === text) ?? "decision-failed";

/** The page, the raw bytes, the headers, the HTML and the files of a mail, wherever it is stored. */
export function storedMailRoutes(
  site: Site,
  web: Web,
  base: "/mails/:id" | "/caught/:id",
  find: (c: Ctx) => Promise<StoredMail | null>,
): void {
  const withMail = (answer: (c: Ctx, mail: StoredMail) => Response | Promise<Response>) => async (c: Ctx) => {
    const mail = await find(c);
    if (mail) return answer(c, mail);
    return faultPage(site, c, fault("mail.unknown"));
  };

  web.get(
    base,
    needs("tickets.read"),
    withMail(async (c, mail) => {
      const frame = frameOf(site, c, "mail");
      return html(c, <MailPage view={await viewOf(site, c, frame, mail, null)} />);
    }),
  );

  web.get(
    `${base}/text`,
    needs("tickets.read"),
    withMail(async (c, mail) => {
      const parsed = await site.read(mail.raw);
      if (!parsed.ok) return faultPage(site, c, parsed.error);
      const { subject, from, text } = parsed.value;
      const title = short(subject || textsFor(c)("list.noSubject"));
      const view = {
        frame: frameOf(site, c, "mail"),
        title,
        back: { href: mail.base, label: title },
        author: from ? from.name || from.address : mail.envelope.from,
        time: mail.time,
        base: `${mail.base}/text`,
        ...pieceIn(text, c.req.query("part")),
      };
      return html(c, <TextPage view={view} />);
    }),
  );

  web.get(
    `${base}/headers`,
    needs("tickets.read"),
    withMail((c, mail) => {
      const view = { frame: frameOf(site, c, "mail"), base: mail.base, lines: headerLines(mail.raw) };
      return html(c, <HeadersPage view={view} />);
    }),
  );

  web.get(
    `${base}/raw`,
    needs("tickets.read"),
    withMail((c, mail) => sendRaw(c, mail.name, mail.raw)),
  );

  web.get(
    `${base}/html`,
    needs("tickets.read"),
    withMail(async (c, mail) => {
      const pictures = c.req.query("pictures") === "1";
      const shown = await site.view(mail.raw, { pictures, cid: `${mail.base}/files/%s?inline=1` });
      c.set("policy", mailPolicy(pictures));
      const language = languageOf(c);
      const view = {
        language,
        css: site.assets.url("mail.css"),
        html: shown.ok ? shown.value.html : null,
        cut: shown.ok && shown.value.cut,
        problem: shown.ok ? null : faultText(language, shown.error),
        blocked: shown.ok && shown.value.remotePictures && !pictures,
        withPictures: `${mail.base}/html?pictures=1`,
      } as const;
      return html(c, <MailDocument view={view} />);
    }),
  );

  web.get(
    `${base}/files/:part`,
    needs("tickets.read"),
    withMail(async (c, mail) => {
      const file = await site.attachment(mail.raw, c.req.param("part") ?? "");
      return file.ok
        ? sendFile(c, file.value, c.req.query("inline") === "1")
        : faultPage(site, c, file.error);
    }),
  );
}

/** The page of a mail, with the decisions about it if it is held. */
async function viewOf(
  site: Site,
  c: Ctx,
  frame: Frame,
  mail: StoredMail,
  problem: HeldView["fault"],
): Promise<MailPageView> {
  const read = readOf(site, c);
  const row = mail.back === "held" ? read.mails.find(idOf(c)) : null;
  const held = row && (await heldMail(site, read, row, frame.language));
  const decisions = held && decisionsOf(held, placeIn(c), problem);
  return mailPageView(site, read, frame, mail, filesFrom(c), decisions);
}

/** The most characters of an address, a number or a cursor in the query. */
const LONGEST_PLACE = 500;

/** The part of the list of held mail that a request came from, as a query. */
function placeIn(c: Ctx): string {
  const query = new URLSearchParams();
  for (const name of ["from", "candidate", "cursor"]) {
    const value = c.req.query(name);
    // Repeated with each mail of the page; longer ones name nothing.
    if (value !== undefined && value.length <= LONGEST_PLACE) query.set(name, value);
  }
  return query.size === 0 ? "" : `?${query}`;
}

/** The index of the first attachment to show. */
const filesFrom = (c: Ctx): number => wholeNumber(c.req.query("files") ?? "") ?? 0;

/** A mail's header lines as received, at most 64 KB. */
function headerLines(raw: Uint8Array): string {
  const text = new TextDecoder().decode(raw.subarray(0, 65_536));
  const end = text.search(/\r?\n\r?\n/);
  return (end < 0 ? text : text.slice(0, end)).replace(/\r\n/g, "\n");
}
