import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EndpointAnswer, EndpointCall } from "../../engine/webhooks/endpoint.ts";
import { openServer, type TestServer } from "./testing.ts";
import { ToldShape } from "./told.ts";

let desk: TestServer;
let made: EndpointCall[];
let answers: EndpointAnswer[];
const fine: EndpointAnswer = { status: 200, answer: "ok", retryAfter: null, fault: null };

beforeEach(async () => {
  [made, answers] = [[], []];
  desk = await openServer(
    {},
    ...[undefined, undefined, undefined],
    {
      route: () => ({ kind: "smtp", host: "x", port: 25, tls: "none", user: null, password: null }),
      async deliver({ envelope }) {
        const outcome = { outcome: "failed", response: "550 no such user" } as const;
        return { server: "x:25", results: envelope.to.map((recipient) => ({ recipient, ...outcome })) };
      },
    },
    async (call) => {
      made.push(call);
      return answers.shift() ?? fine;
    },
  );
});
afterEach(() => desk.close());

async function json(method: string, path: string, sent?: unknown) {
  const answer = await desk.ask(method, path, sent === undefined ? {} : { json: sent });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const help = readFileSync(new URL("../web/settings/webhooks/webhooks.md", import.meta.url), "utf8");
const shop = { name: "Shop", url: "https://shop.example/hook" };
const told = () => made.map(({ body }) => JSON.parse(body));

test("a webhook is added, read, changed and removed; its secret is shown once", async () => {
  const added = await json("POST", "/webhooks", { ...shop, events: ["note.added"] });
  expect(added.status).toBe(201);
  expect(added.body).toEqual({
    ...{
      ...shop,
      events: ["note.added"],
      enabled: true,
      allowPrivate: false,
      state: "ok",
      failingSince: null,
    },
    ...{ waiting: 0, formerSecretUntil: null, secret: expect.stringMatching(/^whsec_/) },
  });
  const { secret, ...shown } = added.body;
  expect((await json("GET", "/webhooks")).body).toEqual({ items: [shown], next: null });
  const changed = await json("PATCH", "/webhooks/Shop", { enabled: false, events: ["ticket.opened"] });
  expect(changed.body).toEqual({ ...shown, enabled: false, events: ["ticket.opened"], state: "off" });
  const renewed = await json("POST", "/webhooks/Shop/secret");
  expect(renewed.body.secret).not.toBe(secret);
  expect(renewed.body.formerSecretUntil).toBe("2026-11-24T18:40:00.000Z");
  const journal = JSON.stringify((await json("GET", "/journal?limit=1000")).body);
  expect(journal).toContain("WebhookSaved");
  for (const hidden of [secret, renewed.body.secret]) expect(journal).not.toContain(hidden.slice(6));
  expect((await json("DELETE", "/webhooks/Shop")).status).toBe(200);
  expect((await json("GET", "/webhooks/Shop")).status).toBe(404);
});

test.each([
  ["name", { ...shop, name: " " }],
  ["url", { ...shop, url: "shop.example" }],
  ["url", { ...shop, url: "ftp://shop.example/" }],
  ["url", { ...shop, url: "https://me:password@shop.example/" }],
  ["url", { ...shop, url: "https://shop.example/#part" }],
  ["url", { ...shop, url: "http://shop.example/" }],
  ["events", { ...shop, events: ["ticket.exploded"] }],
])("a wrong %s is refused", async (field, wrong) => {
  expect(await json("POST", "/webhooks", wrong)).toMatchObject({ status: 400, body: { field } });
});

test("http is possible where private addresses are, and not without", async () => {
  const there = { ...shop, url: "http://192.168.0.4/", allowPrivate: true };
  expect((await json("POST", "/webhooks", there)).status).toBe(201);
  expect((await json("POST", "/webhooks", there)).status).toBe(409);
  expect((await json("PATCH", "/webhooks/Shop", { allowPrivate: false })).body).toMatchObject({
    field: "url",
  });
});

test("only those who may change settings see webhooks, and what they were told", async () => {
  await json("POST", "/webhooks", shop);
  for (const token of [desk.tokens.agent, desk.tokens.reader, null])
    for (const path of ["/webhooks", "/webhooks/Shop", "/webhooks/Shop/deliveries"])
      expect([403, 401]).toContain((await desk.ask("GET", path, { token })).status);
});

test("an endpoint is told of everything that it wants, with the ticket and the message as the API shows them", async () => {
  await json("POST", "/webhooks", {
    ...shop,
    events: [
      "ticket.opened",
      "ticket.changed",
      "ticket.state_changed",
      "reply.received",
      "reply.sent",
      "note.added",
      "delivery.failed",
    ],
  });
  const from = { name: "Ann", address: "ann@customer.example" };
  await desk.mail(
    { messageId: "<a@x>", from, subject: "Lamp", text: "It is dark", html: "<p>It is dark</p>" },
    { from: from.address, to: ["help@example.org"] },
  );
  await desk.mail(
    {
      messageId: "<b@x>",
      from,
      inReplyTo: "<a@x>",
      references: ["<a@x>"],
      subject: "Re: Lamp",
      text: "Still dark",
    },
    { from: from.address, to: ["help@example.org"] },
  );
  await json("PATCH", "/tickets/1", { priority: "high" });
  await json("POST", "/tickets/1/notes", { text: "Bulb?" });
  await json("POST", "/tickets/1/replies", { text: "Change the bulb" });
  await json("PATCH", "/tickets/1", { state: "closed" });
  desk.clock += 600_000;
  await desk.engine.composeDue();
  await expect
    .poll(() =>
      told()
        .map(({ type }) => type)
        .toSorted(),
    )
    .toEqual([
      "delivery.failed",
      "note.added",
      "reply.received",
      "reply.sent",
      "ticket.changed",
      // Who replies takes it.
      "ticket.changed",
      "ticket.opened",
      "ticket.state_changed",
      "ticket.state_changed",
    ]);
  const all = told();
  for (const { data } of all) ToldShape.parse(data);
  // In the order of the journal.
  const positions = all.map(({ data }) => data.position);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  const of = (type: string) => all.find((one) => one.type === type).data;
  const summary = (await json("GET", "/tickets?q=")).body.items[0];
  expect(Object.keys(of("ticket.opened").ticket)).toEqual(Object.keys(summary));
  expect(of("ticket.opened")).toMatchObject({
    ...{ number: 1, actor: "system:intake", ticket: { number: 1, subject: "Lamp" } },
    message: { direction: "in", from, text: "It is dark", html: null },
  });
  expect(of("reply.received").message).toMatchObject({ text: "Still dark" });
  expect(of("ticket.changed").change).toEqual({
    changes: { priority: "high" },
    before: { priority: "normal" },
  });
  expect(of("note.added").message).toMatchObject({ direction: "note", text: "Bulb?" });
  expect(of("reply.sent").message).toMatchObject({ direction: "out", reply: "Change the bulb" });
  expect(of("ticket.state_changed").change).toMatchObject({ to: expect.any(String) });
  expect(of("delivery.failed")).toMatchObject({
    failed: ["ann@customer.example"],
    message: { deliveries: [{ address: "ann@customer.example", state: "failed" }] },
  });
});

test("rules call it, on a mail and on what happens to a ticket, once for each run", async () => {
  await json("POST", "/webhooks", shop);
  await json("POST", "/webhooks", { ...shop, name: "Other" });
  const text = `ruleset "Desk"
rule "Orders"
  when new mail arrives
  and subject contains "order"
  then call "Shop"
rule "Orders again"
  when new mail arrives
  and subject contains "order"
  then call "Shop"
       call "None"
rule "Spam"
  when new mail arrives
  and subject contains "spam"
  then call "Shop"
       file without ticket
rule "Notes"
  when note is added
  then call "Shop"
`;
  const { version } = (await json("POST", "/rulesets", { text })).body;
  const checked = (await json("POST", "/rulesets/check", { text })).body;
  const acknowledge = [...checked.warnings, ...checked.findings].flatMap((one) => one.acknowledge ?? []);
  expect(acknowledge).toContain("no-webhook:None");
  expect((await json("POST", `/rulesets/${version}/activate`, { acknowledge })).status).toBe(200);
  const from = { name: "", address: "ann@customer.example" };
  for (const subject of ["Hello", "My order", "spam order"])
    await desk.mail({ messageId: `<${subject.length}@x>`, from, subject, text: subject });
  await expect.poll(() => made.length).toBe(1);
  expect(told()[0]).toMatchObject({
    type: "rule.called",
    data: { number: 2, rules: ["Orders", "Orders again"], message: { text: "My order" } },
  });
  ToldShape.parse(told()[0].data);
  await json("POST", "/tickets/1/notes", { text: "Bulb?" });
  await desk.engine.composeDue();
  await expect.poll(() => made.length).toBe(2);
  expect(told()[1]).toMatchObject({ type: "rule.called", data: { number: 1, rules: ["Notes"] } });
  expect((await json("GET", "/webhooks/Other/deliveries")).body.items).toEqual([]);
});

test("the examples in the help are as what is sent, and as rules are", async () => {
  const rule = /```\n(rule [^`]*)```/.exec(help)?.[1];
  const { problems, warnings } = (await json("POST", "/rulesets/check", { text: `ruleset "x"\n${rule}` }))
    .body;
  expect([problems, warnings]).toMatchObject([[], [{ code: "no-webhook" }]]);
  const example = JSON.parse(/```json\n([^`]*)```/.exec(help)?.[1] ?? "");
  await json("POST", "/webhooks", { ...shop, events: [example.type] });
  await desk.mail({
    messageId: "<a@x>",
    from: { name: "", address: "ann@customer.example" },
    subject: "Lamp",
  });
  await json("PATCH", "/tickets/1", { state: "closed" });
  await expect.poll(() => made.length).toBe(1);
  const [sent] = told();
  expect(Object.keys(sent)).toEqual(Object.keys(example));
  expect(Object.keys(sent.data)).toEqual(Object.keys(example.data));
  expect(sent.data.ticket).toMatchObject({
    subject: example.data.ticket.subject,
    state: example.data.ticket.state,
  });
  for (const field of Object.keys(example.data.change)) expect(sent.data.change).toHaveProperty(field);
  expect(new Date(sent.timestamp).toISOString()).toBe(sent.timestamp);
});

test("deliveries are listed with their attempts, and sent again", async () => {
  await json("POST", "/webhooks", { ...shop, events: ["ticket.opened"] });
  answers = [{ status: 500, answer: "broken", retryAfter: null, fault: null }];
  for (const id of ["a", "b", "c"]) {
    await desk.mail({
      messageId: `<${id}@x>`,
      from: { name: "", address: `${id}@customer.example` },
      subject: id,
    });
    await expect.poll(() => made.length).toBeGreaterThan(0);
  }
  const deliveries = async (query = "") => (await json("GET", `/webhooks/Shop/deliveries${query}`)).body;
  await expect.poll(async () => (await deliveries()).items.length).toBe(3);
  expect((await json("GET", "/webhooks/Shop")).body).toMatchObject({ state: "failing", waiting: 3 });
  const first = await deliveries("?limit=2");
  expect(first.items.map(({ ticket }: { ticket: number }) => ticket)).toEqual([3, 2]);
  const { items, next } = await deliveries(`?limit=2&cursor=${first.next}`);
  expect(next).toBeNull();
  const [failed] = items;
  expect(failed).toEqual({
    ...{
      number: 1,
      id: made[0]?.id,
      type: "ticket.opened",
      ticket: 1,
      createdAt: "2026-11-23T18:40:00.000Z",
    },
    ...{ state: "waiting", attempts: 1, nextAt: expect.any(String) },
    last: [
      {
        ...{ at: "2026-11-23T18:40:00.000Z", milliseconds: 0, status: 500, answer: "broken" },
        problem: "it answered with status 500",
      },
    ],
  });
  expect((await json("POST", "/webhooks/Shop/deliveries/1/send")).status).toBe(200);
  await expect
    .poll(async () => (await json("GET", "/webhooks/Shop/deliveries/1")).body.state)
    .toBe("delivered");
  const whole = (await json("GET", "/webhooks/Shop/deliveries/1")).body;
  expect(JSON.parse(whole.body)).toEqual(told()[0]);
  expect(whole.last.length).toBe(2);
  for (const path of [
    "/webhooks/Shop/deliveries/99",
    "/webhooks/None/deliveries",
    "/webhooks/None/deliveries/1",
  ])
    expect((await json("GET", path)).status).toBe(404);
  expect((await json("POST", "/webhooks/Shop/deliveries/99/send")).status).toBe(404);
});

test("a test is sent, and its result read", async () => {
  await json("POST", "/webhooks", { ...shop, enabled: false });
  const sent = await json("POST", "/webhooks/Shop/test");
  expect(sent).toMatchObject({ status: 201, body: { type: "webhook.test", ticket: null } });
  const path = `/webhooks/Shop/deliveries/${sent.body.number}`;
  await expect.poll(async () => (await json("GET", path)).body.state).toBe("delivered");
  expect((await json("GET", path)).body.last).toMatchObject([{ status: 200, answer: "ok", problem: null }]);
});
