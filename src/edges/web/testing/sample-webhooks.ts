/** Endpoints of other systems, and calls of them. */
import { fault } from "../../../base/fault.ts";
import { ticketNumber } from "../../../base/ids.ts";
import type { WebhookView } from "../settings/webhooks/view.ts";
import { frame, now } from "./samples.ts";

const minute = 60_000;

export const chat: WebhookView["webhook"] = {
  ...{ name: "Chat of the night shift", url: "https://chat.example/hooks/8c1f", events: ["ticket.opened"] },
  ...{ enabled: true, allowPrivate: false, formerUntil: null, state: "ok", failingSince: null, waiting: 0 },
};

export const shop: WebhookView["webhook"] = {
  ...{
    name: "Shop",
    url: "http://192.168.7.4:8080/helpdesk/hook?from=desk",
    allowPrivate: true,
    enabled: true,
  },
  events: ["ticket.state_changed", "reply.sent", "delivery.failed"],
  ...{ formerUntil: now + 300 * minute, state: "paused", failingSince: now - 90 * minute, waiting: 14 },
};

export const stock: WebhookView["webhook"] = {
  ...{ name: "Stock", url: `https://stock.example/${"very-long-path-".repeat(12)}`, events: [] },
  ...{ enabled: false, allowPrivate: false, formerUntil: null, state: "off", failingSince: null, waiting: 0 },
};

const ticket = {
  number: 4823,
  subject: "Lamp",
  state: "closed",
  requester: { name: "Ann", address: "ann@customer.example" },
};
const body = (type: string, data: object) =>
  JSON.stringify(
    {
      type,
      timestamp: new Date(now - 9 * minute).toISOString(),
      data: { position: 9120, ...data },
    },
    null,
    2,
  );
const call = (number: number, type: string): WebhookView["calls"][number] => ({
  ...{ number, id: `msg_${"0f4a9c".repeat(5)}${number}`, webhook: "Shop", type, ticket: ticketNumber(4823) },
  ...{ createdAt: now - (60 - number) * minute, state: "delivered", attempts: 1, nextAt: null, asked: false },
  body: body(type, { number: 4823, ticket, change: { from: "open", to: "closed" } }),
  tries: [{ at: now - (60 - number) * minute, took: 84, status: 204, answer: "", fault: null }],
});
const refused = fault("server.error", { params: { error: "connect ECONNREFUSED 192.168.7.4:8080" } });
const broken = fault("server.status", { params: { status: 502 } });

export const webhookView: WebhookView = {
  frame: frame({ section: "settings" }),
  webhook: shop,
  form: {
    values: { url: shop.url, events: [...shop.events], enabled: true, allowPrivate: true },
    fault: null,
  },
  secret: null,
  older: 3,
  calls: [
    {
      ...call(9, "ticket.state_changed"),
      ...{ state: "waiting", attempts: 3, nextAt: now + 25 * minute },
      tries: [
        { at: now - 40 * minute, took: 3, status: null, answer: "", fault: refused },
        { at: now - 35 * minute, took: 5012, status: 502, answer: "<html>Bad gateway</html>", fault: broken },
        { at: now - 5 * minute, took: 2, status: null, answer: "", fault: refused },
      ],
    },
    {
      ...call(8, "delivery.failed"),
      state: "failed",
      tries: [
        {
          ...{
            at: now - 52 * minute,
            took: 40,
            status: 400,
            fault: fault("server.status", { params: { status: 400 } }),
          },
          answer: '{"error": "unknown ticket"}',
        },
      ],
    },
    { ...call(7, "webhook.test"), ticket: null, body: body("webhook.test", { webhook: "Shop" }) },
    call(6, "reply.sent"),
  ],
};

export const newWebhook = {
  values: {
    name: "Shop",
    url: "http://shop.example/hook",
    events: ["ticket.opened"],
    enabled: true,
    allowPrivate: false,
  },
  fault: {
    text: "An address without TLS (http) is possible only if private addresses are allowed for this webhook",
    field: "url",
    hint: null,
  },
};

export const madeSecret = `whsec_${"c2FtcGxlIHNlY3JldCBmb3IgcGFnZXMs".slice(0, 43)}=`;
