import * as z from "zod";
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { webhookFields } from "../../../domain/settings/fields/index.ts";
import { unknownWebhook, webhookEvents } from "../../../domain/settings/index.ts";
import type { Read, WebhookCall, WebhookState } from "../../../record/reading/index.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { bodies, nothing, object, paging, wholeParam } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import type { ApiParts } from "../parts.ts";
import { madeAt, type Route, route } from "../route.ts";
import { newShape, sentShape, settingSent, settingShown, shownShape } from "../setting-shape.ts";
import { pageOf, timeOf, timeOrNull } from "../shapes.ts";

const time = z.iso.datetime();
const shown = {
  ...shownShape(webhookFields),
  events: z.array(z.enum(webhookEvents)).describe("What it is told; none if only rules and tests call it"),
  state: z
    .enum(["off", "ok", "failing", "paused"])
    .describe("failing: the last call failed; paused: many did, and one is made from time to time"),
  failingSince: time.nullable(),
  waiting: z.int().min(0).describe("Calls that wait, counted up to 500; others follow from the journal"),
  formerSecretUntil: time
    .nullable()
    .describe("Until when the former secret signs as well; null if it does not"),
};
const WebhookShape = z.strictObject(shown).meta({
  id: "Webhook",
  description: "An endpoint of another system that is called when something happens",
});
const WithSecret = z
  .strictObject({ ...shown, secret: z.string().describe("Shown only once: whsec_ and base64") })
  .meta({ id: "WebhookWithSecret" });

const delivery = {
  number: z.int().min(1),
  id: z.string().describe("`webhook-id`: the same whenever it is sent"),
  type: z.string(),
  ticket: z.int().nullable(),
  createdAt: time,
  state: z.enum(["waiting", "delivered", "failed"]),
  attempts: z.int().min(0),
  nextAt: time.nullable().describe("When it is sent again, if it is"),
  last: z
    .array(
      z.strictObject({
        at: time,
        milliseconds: z.int().min(0),
        status: z.int().nullable().describe("Null if there was no answer"),
        answer: z.string().describe("The first KB of the answer"),
        problem: z.string().nullable(),
      }),
    )
    .describe("The last attempts, oldest first"),
};
const DeliveryShape = z.strictObject(delivery).meta({ id: "WebhookDelivery" });
const WholeDelivery = z
  .strictObject({ ...delivery, body: z.string().describe("The body of the request") })
  .meta({ id: "WebhookDeliveryWithBody" });

const { name, url, events, enabled, allowPrivate } = newShape(webhookFields, ["name", "url"], {
  ...{ events: [], enabled: true, allowPrivate: false },
});
const { name: _, ...sent } = sentShape(webhookFields);
const byName = { name: z.string().max(100) };
const byNumber = { ...byName, number: wholeParam(z.int().min(1)) };

/** Endpoints of other systems, and the calls of them. */
export function webhookRoutes({ engine }: ApiParts): readonly Route[] {
  const { webhooks } = engine;
  const one = (read: Read, name: string) => {
    const found = read.webhooks.find(name);
    return found ? ok({ body: stateOf(found) }) : refuse(unknownWebhook(name));
  };
  const withSecret = (read: Read, name: string, secret: Result<string, Fault>) => {
    if (!secret.ok) return secret;
    const found = one(read, name);
    return found.ok ? ok({ body: { ...found.value.body, secret: secret.value } }) : found;
  };

  return [
    route({
      method: "get",
      path: "/webhooks",
      summary: "List webhooks",
      needs: "settings.write",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(WebhookShape),
      handle: ({ read, query }) =>
        ok({ body: pageBy(read.webhooks.list().map(stateOf), (webhook) => webhook.name, query) }),
    }),

    route({
      method: "post",
      path: "/webhooks",
      summary: "Add a webhook; its secret is in this response alone",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({ name, url, events, enabled, allowPrivate }),
      status: 201,
      response: WithSecret,
      async handle({ caller, read, body }) {
        const saved = await webhooks.save(caller, body, "new");
        const name = body.name.trim();
        return madeAt(withSecret(read, name, saved), "/webhooks", name);
      },
    }),

    route({
      method: "get",
      path: "/webhooks/{name}",
      summary: "Get a webhook",
      needs: "settings.write",
      params: object(byName),
      query: nothing,
      body: nothing,
      response: WebhookShape,
      handle: ({ read, params }) => one(read, params.name),
    }),

    route({
      method: "patch",
      path: "/webhooks/{name}",
      summary: "Change a webhook; fields that are not given stay unchanged",
      needs: "settings.write",
      params: object(byName),
      query: nothing,
      body: object(sent),
      bodyLimit: bodies.pages,
      response: WebhookShape,
      async handle({ caller, read, params: { name }, body }) {
        const saved = await webhooks.save(caller, { ...settingSent(webhookFields, body), name }, "known");
        return saved.ok ? one(read, name) : saved;
      },
    }),

    route({
      method: "delete",
      path: "/webhooks/{name}",
      summary: "Remove a webhook with all its deliveries",
      needs: "settings.write",
      params: object(byName),
      query: nothing,
      body: nothing,
      response: WebhookShape,
      async handle({ caller, read, params: { name } }) {
        const last = one(read, name);
        const removed = await webhooks.remove(caller, name);
        return removed.ok ? last : removed;
      },
    }),

    route({
      method: "post",
      path: "/webhooks/{name}/secret",
      summary:
        "Give a webhook a new secret, which is in this response alone; the former one also signs for a day",
      needs: "settings.write",
      params: object(byName),
      query: nothing,
      body: nothing,
      response: WithSecret,
      async handle({ caller, read, params: { name } }) {
        return withSecret(read, name, await webhooks.renewSecret(caller, name));
      },
    }),

    route({
      method: "post",
      path: "/webhooks/{name}/test",
      summary: "Call a webhook with a test, once, whether it is enabled or not",
      needs: "settings.write",
      params: object(byName),
      query: nothing,
      body: nothing,
      status: 201,
      response: WholeDelivery,
      async handle({ caller, read, language, params: { name } }) {
        const sent = await webhooks.test(caller, name);
        return sent.ok ? whole(read, language, name, sent.value) : sent;
      },
    }),

    route({
      method: "get",
      path: "/webhooks/{name}/deliveries",
      summary: "List the last deliveries of a webhook, newest first",
      needs: "settings.write",
      params: object(byName),
      query: object({ ...paging, cursor: wholeParam(z.int().min(1)).exactOptional() }),
      body: nothing,
      response: pageOf(DeliveryShape),
      handle({ read, language, params: { name }, query: { limit, cursor = Number.MAX_SAFE_INTEGER } }) {
        if (read.webhooks.find(name) === null) return refuse(unknownWebhook(name));
        const calls = read.webhooks.calls(name, cursor, limit + 1);
        const items = calls.slice(0, limit).map((call) => deliveryOf(call, language));
        const last = items.at(-1);
        return ok({ body: { items, next: calls.length > limit && last ? String(last.number) : null } });
      },
    }),

    route({
      method: "get",
      path: "/webhooks/{name}/deliveries/{number}",
      summary: "Get a delivery of a webhook, with what is sent",
      needs: "settings.write",
      params: object(byNumber),
      query: nothing,
      body: nothing,
      response: WholeDelivery,
      handle: ({ read, language, params: { name, number } }) => whole(read, language, name, number),
    }),

    route({
      method: "post",
      path: "/webhooks/{name}/deliveries/{number}/send",
      summary: "Send a delivery of a webhook again, now",
      needs: "settings.write",
      params: object(byNumber),
      query: nothing,
      body: nothing,
      response: WholeDelivery,
      async handle({ caller, read, language, params: { name, number } }) {
        const sent = await webhooks.sendAgain(caller, name, number);
        return sent.ok ? whole(read, language, name, number) : sent;
      },
    }),
  ];
}

function whole(read: Read, language: Language, name: string, number: number) {
  if (read.webhooks.find(name) === null) return refuse(unknownWebhook(name));
  const call = read.webhooks.call(name, number);
  if (call === null) return refuse(fault("webhook.no-delivery"));
  return ok({ body: { ...deliveryOf(call, language), body: call.body } });
}

function stateOf(webhook: WebhookState): z.input<typeof WebhookShape> {
  const { state, failingSince, waiting, formerUntil } = webhook;
  return {
    ...settingShown(webhookFields, webhook),
    events: [...webhook.events],
    ...{ state, failingSince: timeOrNull(failingSince), waiting, formerSecretUntil: timeOrNull(formerUntil) },
  };
}

function deliveryOf(call: WebhookCall, language: Language): z.input<typeof DeliveryShape> {
  const { number, id, type, ticket, createdAt, state, attempts, nextAt, tries } = call;
  return {
    ...{
      number,
      id,
      type,
      ticket,
      createdAt: timeOf(createdAt),
      state,
      attempts,
      nextAt: timeOrNull(nextAt),
    },
    last: tries.map(({ at, took, status, answer, fault: why }) => ({
      ...{ at: timeOf(at), milliseconds: took, status, answer },
      problem: why && faultText(language, why),
    })),
  };
}
