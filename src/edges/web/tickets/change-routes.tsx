/** Changing a ticket's state and properties, one or several at once, and undoing that. */
import { fault } from "../../../base/fault.ts";
import { userName } from "../../../base/ids.ts";
import { type Change, priorities, type Ticket } from "../../../domain/ticket/index.ts";
import { faultText } from "../../../text/index.ts";
import type { Text } from "../../../text/web.ts";
import { fromLocalInput } from "../parts/format.ts";
import { stateName } from "../parts/state.ts";
import { type DoneTo, done, type TicketDone } from "../server/flash.ts";
import { type Form, field } from "../server/form.ts";
import { zoneOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { languageOf, textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { FormFault } from "../view.ts";
import type { Ctx } from "../web.ts";
import { propertiesOf, type Shown } from "./model.ts";
import { quickChange, stateDone } from "./quick.ts";
import type { TicketRoutes } from "./shared-routes.ts";
import { versionIn } from "./version.ts";
import type { Properties } from "./view.ts";

/** Properties as fields of the form. */
const names = [
  ...(["state", "assignee", "group", "priority", "category", "tags", "target", "due", "subject"] as const),
] as const;
type Name = (typeof names)[number];
/** The fields with a fixed set of values; which states there are is up to the lifecycle. */
const listed = { only: names, priority: priorities };

export function changeRoutes({ site, web, find, show, moved, onwards }: TicketRoutes): void {
  const { commands } = site.engine;
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));

  web.post(
    "/tickets/:number{[0-9]+}/properties",
    needs("tickets.write"),
    takes({ only: listed }),
    async (c) => {
      const ticket = find(c);
      if (!ticket) return missing(c);
      const form = c.get("form");
      const only = names.find((name) => name === field(form, "only")) ?? null;
      const now = propertiesOf(ticket, zoneOf(site, c));
      const typed = typedIn(form, only, now);
      const again = (problem: FormFault | null, more: Shown = {}, status = 422) =>
        show(c, find(c) ?? ticket, { ...more, properties: { ...typed, fault: problem } }, status);
      if (only !== null && field(form, "was") !== now[only])
        return again(changedFault(textsFor(c), only, now), {}, 409);
      const conflict = only === null ? await moved(c, ticket, false) : null;
      if (conflict) return again(null, conflict, 409);
      const wanted = changeOf(textsFor(c), typed, zoneOf(site, c));
      if ("fault" in wanted) return again(wanted.fault);
      const change = only === null ? wanted.change : partOf(wanted.change, only);
      const options = { ifVersion: ticket.version, allow: { own: true, mails: true } };
      const changed = await commands.change(sessionOf(c).caller, ticket.number, change, options);
      if (!changed.ok && changed.error.code === "thing.moved-on") {
        const late = await moved(c, find(c) ?? ticket, false);
        return again(late ? null : formFault(c, changed.error), late ?? {}, 409);
      }
      if (!changed.ok) return again(formFault(c, changed.error, { dueAt: "due" }));
      const what =
        only === null
          ? "several"
          : only === "state"
            ? stateDone(readOf(site, c).tickets.lifecycle(), typed.state, ticket)
            : only;
      return done(c, `/tickets/${ticket.number}`, doneTo(what, ticket, changed.value.version));
    },
  );

  web.post(
    "/tickets/:number{[0-9]+}/quick",
    needs("tickets.write"),
    takes({ only: { do: ["take", "close", "reopen"] } }),
    async (c) => {
      const ticket = find(c);
      if (!ticket) return missing(c);
      const what = field(c.get("form"), "do");
      const quick = quickChange(what, sessionOf(c).user.name, readOf(site, c), ticket);
      if (!quick) return faultPage(site, c, fault("request.invalid"));
      if ("refused" in quick) return show(c, ticket, {}, 422, faultText(languageOf(c), quick.refused));
      const mails = what === "close";
      // Before the change: then it is not in the list any more.
      const to = mails ? onwards(c, ticket) : `/tickets/${ticket.number}`;
      const options = { ifVersion: versionIn(c), allow: { own: true, mails: !mails } };
      const changed = await commands.change(sessionOf(c).caller, ticket.number, quick.change, options);
      if (!changed.ok && changed.error.code === "thing.moved-on") {
        const now = find(c) ?? ticket;
        const conflict = await moved(c, now, mails);
        return show(c, now, conflict ?? {}, 409, conflict ? null : faultText(languageOf(c), changed.error));
      }
      if (!changed.ok) return show(c, ticket, {}, 422, faultText(languageOf(c), changed.error));
      return done(c, to, doneTo(quick.done, ticket, changed.value.version));
    },
  );

  web.post("/tickets/:number{[0-9]+}/undo", needs("tickets.write"), takes(), async (c) => {
    const ticket = find(c);
    const version = versionIn(c);
    if (!ticket || version === undefined) return missing(c);
    const undone = await commands.undo(sessionOf(c).caller, ticket.number, version);
    if (!undone.ok) return show(c, find(c) ?? ticket, {}, 422, faultText(languageOf(c), undone.error));
    const said = { what: "undone", ticket: ticket.number, version: null } as const;
    return done(c, `/tickets/${ticket.number}`, said);
  });
}

/** What was done, with the version to undo if anything was changed. */
const doneTo = (what: TicketDone, ticket: Ticket, version: number): DoneTo => ({
  what,
  ticket: ticket.number,
  version: version > ticket.version ? version : null,
});

/** The properties as typed; if only one was sent, the others are as they are. */
function typedIn(form: Form, only: Name | null, now: Properties): Properties {
  const sent = readProperties(form, now);
  return only === null ? sent : { ...now, [only]: sent[only] };
}

/** Someone else has changed the same property since the page was made. */
function changedFault(t: Text, name: Name, now: Properties): FormFault {
  const value =
    name === "state"
      ? stateName(t, now.state)
      : name === "priority"
        ? t(`priority.${now.priority}`)
        : now[name] || t("field.none");
  return {
    text: t("properties.changed", { value }),
    field: name,
    hint: t("properties.changed.todo"),
  };
}

/** The part of a change that is about one property. */
function partOf(
  { state, assignee, group, priority, category, tags, target, dueAt, subject }: Change,
  name: Name,
): Change {
  const all: { readonly [N in Name]: Change } = {
    state: state === undefined ? {} : { state },
    assignee: assignee === undefined ? {} : { assignee },
    group: group === undefined ? {} : { group },
    priority: priority === undefined ? {} : { priority },
    category: category === undefined ? {} : { category },
    tags: tags === undefined ? {} : { tags },
    target: target === undefined ? {} : { target },
    due: dueAt === undefined ? {} : { dueAt },
    subject: subject === undefined ? {} : { subject },
  };
  return all[name];
}

function readProperties(form: Form, now: Properties): Properties {
  const priority = field(form, "priority");
  return {
    subject: field(form, "subject"),
    state: field(form, "state") || now.state,
    assignee: field(form, "assignee"),
    group: field(form, "group"),
    priority: priorities.find((one) => one === priority) ?? "normal",
    category: field(form, "category").trim(),
    tags: field(form, "tags"),
    // The form does not have it where there is none to choose.
    target: form.get("target") === null ? now.target : field(form, "target"),
    due: field(form, "due"),
  };
}

function changeOf(
  t: Text,
  form: Properties,
  zone: string,
): { readonly change: Change } | { readonly fault: FormFault } {
  const dueAt = form.due === "" ? null : fromLocalInput(form.due, zone);
  if (dueAt === null && form.due !== "") {
    return { fault: { text: t("form.time"), field: "due", hint: null } };
  }
  return {
    change: {
      subject: form.subject,
      state: form.state,
      assignee: form.assignee === "" ? null : userName(form.assignee),
      group: form.group || null,
      priority: form.priority,
      category: form.category || null,
      tags: form.tags
        .split(/[,\n]/)
        .map((tag) => tag.trim())
        .filter(Boolean),
      target: form.target || null,
      dueAt,
    },
  };
}
