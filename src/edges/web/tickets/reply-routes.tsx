/** Replies as they are written on a ticket's page. A refused one is shown again with all that was typed and attached. */
import { join } from "node:path";
import { setCookie } from "hono/cookie";
import { type Fault, fault } from "../../../base/fault.ts";
import { isFinal } from "../../../domain/lifecycle/index.ts";
import type { Ticket } from "../../../domain/ticket/index.ts";
import { listText } from "../../../text/lists.ts";
import { readAddresses } from "../addresses.ts";
import { done } from "../server/flash.ts";
import { field, fields, files, nonceIn } from "../server/form.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf, textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault } from "../server/respond.tsx";
import { createStagedFiles, type Staged, type StagedFile } from "../server/staged-files.ts";
import { checked, takes } from "../server/takes.ts";
import type { FormFault } from "../view.ts";
import type { Ctx } from "../web.ts";
import { draftIn } from "./draft-form.ts";
import { speakerOf } from "./hold-routes.tsx";
import type { Shown } from "./model.ts";
import { mostOfReply } from "./reply-bounds.ts";
import { atMessage, type TicketRoutes } from "./shared-routes.ts";
import { templateFor, withTemplate } from "./templates.ts";
import { versionIn } from "./version.ts";
import { type ReplyForm, type SendHow, sendHows } from "./view.ts";
import { type Speaker, timeInWords } from "./when.ts";

const most = { ...mostOfReply, only: { how: sendHows, unlessAnswered: checked } };

export function replyRoutes({ site, web, find, show, moved, onwards }: TicketRoutes): void {
  const { commands } = site.engine;
  const staged = createStagedFiles(join(site.uploads.folder, "replies"), Date.now);
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));

  const typedIn = (c: Ctx) => {
    const form = c.get("form");
    const typed = (name: string) => field(form, name);
    return {
      ...{ to: typed("to"), cc: typed("cc"), text: typed("text") },
      ...{ holdUntil: typed("holdUntil"), sendAt: typed("sendAt") },
      unlessAnswered: typed("unlessAnswered") === "yes",
    };
  };
  const stagedIn = (c: Ctx): Promise<Staged> =>
    staged.find(sessionOf(c).user.name, fields(c.get("form"), "kept"));

  const again = async (
    c: Ctx,
    ticket: Ticket,
    kept: readonly StagedFile[],
    reply: Partial<ReplyForm>,
    more: Shown = {},
    status = 422,
  ) =>
    show(c, find(c) ?? ticket, { tab: "reply", ...more, reply: { ...typedIn(c), kept, ...reply } }, status);

  /** More was sent than the form takes: its files are not there. */
  const tooLarge = async (c: Ctx, problem: Fault) => {
    const ticket = find(c);
    if (!ticket) return missing(c);
    return again(c, ticket, (await stagedIn(c)).shown, { fault: sizeFault(c, problem) }, {}, 413);
  };

  /** Without scripts, a button adds a template to what is typed; the form is shown again with all that is in it. */
  web.post("/tickets/:number{[0-9]+}/template", needs("tickets.write"), takes(most, tooLarge), async (c) => {
    const ticket = find(c);
    if (!ticket) return missing(c);
    const kept = [
      ...(await stagedIn(c)).shown,
      ...(await staged.keep(sessionOf(c).user.name, files(c.get("form"), "files"))),
    ];
    const name = field(c.get("form"), "template");
    const text = name === "" ? "" : templateFor(readOf(site, c), ticket, name);
    if (text === null) {
      const problem = formFault(c, fault("template.unknown", { params: { name } }));
      return again(c, ticket, kept, { fault: { ...problem, field: null } });
    }
    return again(c, ticket, kept, { text: withTemplate(typedIn(c).text, text) }, {}, 200);
  });

  web.get("/tickets/:number{[0-9]+}/template", needs("tickets.write"), (c) => {
    const ticket = find(c);
    if (!ticket) return missing(c);
    const name = c.req.query("name");
    if (name === undefined) return c.redirect(`/tickets/${ticket.number}`, 302);
    const text = templateFor(readOf(site, c), ticket, name);
    return text === null ? missing(c) : c.text(text);
  });

  web.post("/tickets/:number{[0-9]+}/reply", needs("tickets.write"), takes(most, tooLarge), async (c) => {
    const ticket = find(c);
    if (!ticket) return missing(c);
    const form = c.get("form");
    const { caller, user } = sessionOf(c);
    const typed = typedIn(c);
    const how = sendHows.find((one) => one === field(form, "how")) ?? "stay";
    const close = how === "close";
    const before = await stagedIn(c);
    const chosen = files(form, "files");
    const refused = async (reply: Partial<ReplyForm>, more: Shown = {}, status = 422) =>
      again(c, ticket, [...before.shown, ...(await staged.keep(user.name, chosen))], reply, more, status);

    const to = receivers(c, "to", typed.to);
    const cc = receivers(c, "cc", typed.cc);
    if ("fault" in to) return refused(to);
    if ("fault" in cc) return refused(cc);
    if (before.missing.length > 0) return refused({ fault: goneFault(c, before.missing) });
    const times = timesOf(how, typed, speakerOf(site, c));
    if ("missing" in times)
      return refused({ fault: formFault(c, fault("ticket.hold-words", { field: times.missing })) });
    const onward = how === "close" || how === "next" || how === "hold";
    const next = onward ? onwards(c, ticket) : "";
    const replied = await commands.reply(
      caller,
      ticket.number,
      {
        text: typed.text,
        to: to.addresses,
        cc: cc.addresses,
        attachments: [...before.files, ...chosen],
        close,
        ...times,
        ...(how === "later" ? { unlessAnswered: typed.unlessAnswered } : {}),
        nonce: nonceIn(form),
      },
      {
        ifVersion: versionIn(c),
        allow: { own: true },
        draft: draftIn(form, { ticket: ticket.number, kind: "reply" }),
      },
    );
    if (!replied.ok && replied.error.code === "thing.moved-on") {
      const conflict = await moved(c, find(c) ?? ticket, true);
      return refused(conflict ? {} : { fault: formFault(c, replied.error) }, conflict ?? {}, 409);
    }
    if (!replied.ok) return refused({ fault: formFault(c, replied.error, { attachments: "files" }) });
    await staged.drop(fields(form, "kept"));
    rememberHow(c, how);
    // A repeated form changed nothing: the ticket may have been reopened since.
    const now = close ? find(c) : null;
    const stays = !onward || (close && !(now && isFinal(readOf(site, c).tickets.lifecycle(), now.state)));
    const { version, message } = replied.value;
    const leaveAt = message && readOf(site, c).messages.reply(message)?.leaveAt;
    const did: SendHow = stays && how !== "later" ? "stay" : how;
    const about = { ticket: ticket.number, how: did, until: times.holdUntil };
    const sent =
      message && leaveAt
        ? ({ what: "sent", message, leaveAt, ...about } as const)
        : did === "close"
          ? ({ what: "sent-closed", ticket: ticket.number, version } as const)
          : "sent";
    return done(c, stays ? atMessage(ticket, message) : next, sent);
  });
}

/** The times that a way to send needs, in milliseconds since 1970; or the field whose words mean none. */
function timesOf(
  how: SendHow,
  typed: Pick<ReplyForm, "holdUntil" | "sendAt">,
  speaker: Speaker,
): { readonly holdUntil?: number; readonly sendAt?: number } | { readonly missing: "holdUntil" | "sendAt" } {
  const name = how === "hold" ? "holdUntil" : how === "later" ? "sendAt" : null;
  if (name === null) return {};
  const at = timeInWords(typed[name], speaker);
  return at === null ? { missing: name } : { [name]: at };
}

/** The button to send does what was chosen last. */
function rememberHow(c: Ctx, how: SendHow): void {
  if (how === "hold" || how === "later") return;
  setCookie(c, "mm_send", how, { httpOnly: true, sameSite: "Lax", path: "/", maxAge: 31_536_000 });
}

function receivers(c: Ctx, name: "to" | "cc", text: string) {
  const read = readAddresses(text);
  if (read.ok) return { addresses: read.value };
  const problem = textsFor(c)("form.address", { address: read.bad.trim().slice(0, 100) });
  return { fault: { text: problem, field: name, hint: null } };
}

function sizeFault(c: Ctx, problem: Fault): FormFault {
  const { text } = formFault(c, problem.reason === "form.size-files" ? fault("reply.size") : problem);
  return { text, field: "files", hint: textsFor(c)("reply.dropped") };
}

function goneFault(c: Ctx, names: readonly string[]): FormFault {
  const t = textsFor(c);
  const text = t("reply.gone", {
    n: names.length,
    names: listText(
      languageOf(c),
      names.map((name) => t("reply.gone.name", { name })),
    ).slice(0, 300),
  });
  return { text, field: "files", hint: t("reply.gone.todo") };
}
