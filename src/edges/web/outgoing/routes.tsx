import { fault } from "../../../base/fault.ts";
import { type MessageKey, messageKey } from "../../../base/ids.ts";
import type { Recorded } from "../../../domain/events.ts";
import { recipientsOf } from "../../../domain/ticket/index.ts";
import type { DeliveryState, Read } from "../../../record/reading/index.ts";
import { done } from "../server/flash.ts";
import { field } from "../server/form.ts";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, html } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { deliveryOf } from "./model.ts";
import { OutgoingPage } from "./page.tsx";
import type { OutgoingView } from "./view.ts";

/** What the buttons ask for. */
const only = { do: ["retry", "cancel"] };
const PAGE = 25;
const states: Record<OutgoingView["show"], readonly DeliveryState[] | null> = {
  waiting: ["waiting", "deferred"],
  held: ["held"],
  failed: ["failed", "bounced"],
  all: null,
};

export function outgoingRoutes(site: Site, web: Web): void {
  const { commands } = site.engine;

  web.get("/outgoing", needs("tickets.read"), async (c) => {
    const read = readOf(site, c);
    const wanted = c.req.query("show");
    const show = (["held", "failed", "all"] as const).find((one) => one === wanted) ?? "waiting";
    const cursor = c.req.query("cursor");
    const { items, next } = read.deliveries.outbox({ states: states[show], limit: PAGE, cursor });
    const counts = read.deliveries.counts();
    const many = (...of: DeliveryState[]) =>
      counts.reduce((sum, { state, deliveries }) => sum + (of.includes(state) ? deliveries : 0), 0);
    const view: OutgoingView = {
      frame: frameOf(site, c, "mail"),
      show,
      counts: {
        waiting: many("waiting", "deferred"),
        held: many("held"),
        failed: many("failed", "bounced"),
      },
      entries: (await Promise.all(items.map(({ message }) => entryOf(read, message, site.now())))).flat(),
      next,
    };
    return html(c, <OutgoingPage view={view} />);
  });

  web.post("/outgoing/held", needs("outbox.write"), takes({ only }), async (c) => {
    const what = field(c.get("form"), "do");
    if (what !== "retry" && what !== "cancel") return faultPage(site, c, fault("request.invalid"));
    const decided = await commands.decideHeldDeliveries(sessionOf(c).caller, what);
    if (!decided.ok) return faultPage(site, c, decided.error);
    return done(c, "/outgoing", what === "retry" ? "retried" : "cancelled");
  });

  web.post("/outgoing/:key", needs("outbox.write"), takes({ only }), async (c) => {
    const key = messageKey(c.req.param("key"));
    const { caller } = sessionOf(c);
    const what = field(c.get("form"), "do");
    if (what !== "retry" && what !== "cancel") return faultPage(site, c, fault("request.invalid"));
    const changed = await (what === "retry"
      ? commands.retryDelivery(caller, key)
      : commands.cancelDelivery(caller, key));
    if (!changed.ok) return faultPage(site, c, changed.error);
    const message = await readOf(site, c).messages.find(key);
    return done(c, backPath(c, message), what === "retry" ? "retried" : "cancelled");
  });
}

/** The page with the button: the ticket or the outbox. */
function backPath(c: Ctx, message: Recorded | null): string {
  const referer = c.req.header("Referer") ?? "";
  const onTicket = URL.canParse(referer) && new URL(referer).pathname.startsWith("/tickets/");
  return onTicket && message?.ticket ? `/tickets/${message.ticket}` : "/outgoing";
}

async function entryOf(read: Read, key: MessageKey, now: number): Promise<OutgoingView["entries"]> {
  const { deliveries, people } = read;
  const message = await read.messages.find(key);
  if (message?.event.type === "NotificationQueued") {
    const { about, subject, recipients, user } = message.event;
    const delivery = deliveryOf(deliveries.of(key), await deliveries.attempts(key));
    const to = people.user(user)?.fullName ?? user;
    return [{ key, ticket: about, subject, recipients, queuedAt: message.time, delivery, notified: to }];
  }
  if (message?.event.type === "WarningQueued") {
    const { subject, recipients, user } = message.event;
    const delivery = deliveryOf(deliveries.of(key), await deliveries.attempts(key));
    const to = people.user(user)?.fullName ?? user;
    return [{ key, ticket: null, subject, recipients, queuedAt: message.time, delivery, notified: to }];
  }
  if (message?.event.type !== "ReplyWritten" || message.ticket === null) return [];
  const { event, ticket, time } = message;
  const attempts = await deliveries.attempts(key);
  return [
    {
      key,
      ticket,
      subject: event.subject,
      recipients: recipientsOf(event),
      queuedAt: time,
      delivery: deliveryOf(deliveries.of(key), attempts, {
        row: read.messages.reply(key),
        now,
      }),
      notified: null,
    },
  ];
}
