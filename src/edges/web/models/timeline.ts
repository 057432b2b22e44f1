/** A ticket's events as its conversation: messages, and quiet lines for what else happened. */
import type { Actor, Recorded } from "../../../domain/events.ts";
import type { Address, Attachment } from "../../../domain/mail/types.ts";
import type { Evidence, TicketEvent, TicketFields } from "../../../domain/ticket/index.ts";
import type { Record } from "../../../record/record.ts";
import type { Text, TextKey } from "../../../text/web.ts";
import { dayTime } from "../format.ts";
import {
  type FileView,
  type Frame,
  isFromOutside,
  type MessageView,
  type Person,
  type TimelineItem,
} from "../view.ts";
import { deliveryOf, isOnItsWay } from "./deliveries.ts";
import { trustOf } from "./trust.ts";

interface Around {
  readonly record: Record;
  readonly frame: Frame;
  readonly t: Text;
  readonly person: (user: string) => Person;
  /** The ticket's subject: a message shows its own only when it is another. */
  readonly subject: string;
}

type Entry = { readonly time: number; readonly actor: Actor; readonly event: TicketEvent };

/** The timeline of these events, oldest first, with the newest part unfolded. */
export function timelineOf(events: readonly Recorded[], around: Around): readonly TimelineItem[] {
  const entries = events.filter(isTicketEvent);
  const items = entries.flatMap((entry) => itemOf(entry, entries, around));
  return items.map((item, i) => (item.is === "message" ? { ...item, open: unfolded(items, i, item) } : item));
}

/** In short conversations everything; else the newest message from outside, what follows it, notes, and trouble. */
function unfolded(items: readonly TimelineItem[], at: number, item: MessageView): boolean {
  const messages = items.filter((one) => one.is === "message").length;
  const lastIn = items.findLastIndex(isFromOutside);
  return (
    messages <= 3 ||
    at >= lastIn ||
    item.kind === "note" ||
    item.delivery?.status === "failed" ||
    item.delivery?.status === "bounced"
  );
}

function itemOf(entry: Entry, entries: readonly Entry[], around: Around): readonly TimelineItem[] {
  const { time, actor, event } = entry;
  const line = (what: string | null): readonly TimelineItem[] =>
    what === null ? [] : [{ is: "event", time, who: whoIs(actor, around), what }];
  const { t } = around;
  switch (event.type) {
    case "MessageReceived":
    case "ReplyQueued":
    case "NoteAdded":
      return [{ is: "message", ...messageOf(entry, event, entries, around) }];
    case "TicketOpened":
      return line(event.via === "mail" ? null : t("event.opened"));
    case "StateChanged":
      return line(
        t(
          event.cause === "agent"
            ? "event.state"
            : `event.state.${event.cause === "answered" ? "answered" : "wrote"}`,
          {
            from: t(`state.${event.from}`),
            to: t(`state.${event.to}`),
          },
        ),
      );
    case "Changed":
      return line(changeWords(event.changes, actor, around));
    case "DeliveryBounced":
      return line(t("event.bounced", { to: event.results.map(({ recipient }) => recipient).join(", ") }));
    case "MessagesGiven": {
      const words = { n: event.messages.length, ticket: event.to };
      return line(t(event.merge ? "event.merged" : "event.given", words));
    }
    case "MessagesTaken": {
      const words = { n: event.messages.length, ticket: event.from };
      return line(t(event.unmerge ? "event.unmerged" : "event.taken", words));
    }
    case "DeliveryCancelled":
      return line(t("event.cancelled"));
    case "DeliveryRetried":
      return line(t("event.retried"));
    case "AnswerDue":
    case "DeliveryAttempted":
      return [];
  }
}

type MessageEvent = Extract<TicketEvent, { type: "MessageReceived" | "ReplyQueued" | "NoteAdded" }>;

function messageOf(
  { time, actor }: Entry,
  event: MessageEvent,
  entries: readonly Entry[],
  around: Around,
): MessageView {
  const common = {
    key: event.message,
    time,
    open: false,
    automatic: false,
    evidence: null,
    trust: null,
  } as const;
  if (event.type === "NoteAdded") {
    return {
      ...common,
      kind: "note",
      author: whoIs(actor, around),
      from: { name: "", address: "" },
      to: [],
      cc: [],
      subject: null,
      text: event.text,
      quoted: null,
      hasHtml: false,
      formatted: false,
      files: [],
      delivery: null,
    };
  }
  const { text, quoted } = splitText(event.text, event.reply);
  const shared = {
    ...common,
    to: event.to,
    cc: event.cc,
    subject: bareSubject(event.subject) === bareSubject(around.subject) ? null : event.subject,
    text,
    quoted,
    files: filesOf(event.attachments),
  };
  if (event.type === "ReplyQueued") {
    return {
      ...shared,
      kind: "out",
      automatic: event.automatic ? "auto-reply" : false,
      author: sentBy(actor, event.from, around),
      evidence: event.byMail ? evidenceWords(event.byMail.evidence, around) : null,
      from: event.from,
      hasHtml: event.hasHtml,
      formatted: false,
      delivery: deliveryOf(
        around.record.view.deliveries(event.message),
        entries.filter((one) => isOnItsWay(one, event.message)),
      ),
    };
  }
  return {
    ...shared,
    kind: "in",
    author: event.from.name || event.from.address,
    from: event.from,
    hasHtml: event.hasHtml,
    formatted: event.hasHtml && (text.trim() === "" || event.attachments.some((file) => file.inline)),
    automatic: event.automatic,
    evidence: event.evidence && evidenceWords(event.evidence, around),
    trust: trustOf(event.authentication, event.from, around.t),
    delivery: null,
  };
}

/** The new part of a text, and the rest of it: what is quoted, and the signature. */
function splitText(whole: string, reply: string | null): { text: string; quoted: string | null } {
  if (reply === null) return { text: whole.trimEnd(), quoted: null };
  const at = reply === "" ? -1 : whole.indexOf(reply);
  const rest = at < 0 ? whole : `${whole.slice(0, at)}\n${whole.slice(at + reply.length)}`;
  const quoted = rest.replace(/^\s*\n/, "").trimEnd();
  return { text: reply.trim() === "" ? "" : reply.trimEnd(), quoted: quoted === "" ? null : quoted };
}

const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);
/** Kinds of picture that a browser shows and that can hold nothing but pixels. */
export const isPicture = (type: string): boolean => pictures.has(type);

export const filesOf = (attachments: readonly Attachment[]): readonly FileView[] =>
  attachments.map(({ id, name, type, size, inline }) => ({
    id,
    name,
    type,
    size,
    picture: isPicture(type),
    inline,
  }));

/** Who did it, by the name people know. */
export function whoIs(actor: Actor, { t, person }: Pick<Around, "t" | "person">): string {
  const [kind, name = ""] = split(actor);
  if (kind === "user") return person(name).name;
  if (kind === "token") return t("event.token", { name });
  if (kind === "box") return t(name === "console" ? "event.console" : "event.box");
  return t("app.name");
}

/** An answer's author: the person, or the mailbox for what the program wrote by itself. */
function sentBy(actor: Actor, from: Address, around: Around): string {
  return split(actor)[0] === "system" ? from.name || from.address : whoIs(actor, around);
}

const split = (actor: Actor): readonly [string, string?] => {
  const colon = actor.indexOf(":");
  return colon < 0 ? [actor] : [actor.slice(0, colon), actor.slice(colon + 1)];
};

function evidenceWords(evidence: Evidence, { t, person }: Around): string {
  switch (evidence.by) {
    case "token":
      return t("evidence.token");
    case "reference":
      return t("evidence.reference");
    case "notification":
      return t("evidence.notification");
    case "flood":
      return t("evidence.flood");
    case "agent":
      return t("evidence.agent", { who: person(evidence.user).name });
  }
}

function changeWords(
  changes: Partial<TicketFields>,
  actor: Actor,
  { t, person, frame }: Around,
): string | null {
  const said: string[] = [];
  const say = (field: "subject" | "group" | "category" | "due" | "tags", value: string | null) => {
    const name = t(`field.${field}`);
    said.push(value === null ? t("event.cleared", { name }) : t("event.set", { name, value }));
  };
  const { subject, priority, category, assignee, group, tags, dueAt } = changes;
  if (assignee !== undefined) {
    const taken = actor === `user:${assignee}`;
    const given = () => t("event.assigned", { who: person(assignee ?? "").name });
    said.push(assignee === null ? t("event.unassigned") : taken ? t("event.took") : given());
  }
  if (priority !== undefined) {
    const key: TextKey = `priority.${priority}`;
    said.push(t("event.set", { name: t("field.priority"), value: t(key) }));
  }
  if (group !== undefined) say("group", group);
  if (category !== undefined) say("category", category);
  if (tags !== undefined) say("tags", tags.length === 0 ? null : tags.join(", "));
  if (dueAt !== undefined)
    say("due", dueAt === null ? null : dayTime(dueAt, frame.now, frame.zone, frame.language));
  if (subject !== undefined) say("subject", subject);
  return said.length === 0 ? null : said.join("; ");
}

/** A subject without the marks of answers, to compare. */
const bareSubject = (subject: string): string =>
  subject
    .replace(/^(?:\s*(?:re|aw|antw|fwd?|wg|sv|vs)\s*:)+/i, "")
    .trim()
    .toLowerCase();

function isTicketEvent(recorded: Recorded): recorded is Recorded & { readonly event: TicketEvent } {
  switch (recorded.event.type) {
    case "TicketOpened":
    case "MessageReceived":
    case "ReplyQueued":
    case "NoteAdded":
    case "StateChanged":
    case "Changed":
    case "DeliveryAttempted":
    case "DeliveryBounced":
    case "DeliveryCancelled":
    case "DeliveryRetried":
      return true;
    default:
      return false;
  }
}
