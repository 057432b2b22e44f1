import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { captureLog, engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault, storedFault } from "../../base/fault.ts";
import { type MessageKey, ticketNumber } from "../../base/ids.ts";
import { type Caller, system } from "../../domain/policy/index.ts";
import type { OAuthAccount } from "../../domain/settings/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import type { Engine, EngineParts } from "../engine.ts";
import type { Deliver } from "./outbox.ts";

const route = { kind: "smtp", host: "next", port: 25, tls: "none", user: null, password: null } as const;
const agent: Caller = system("test");
const HOUR = 3_600_000;

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
let clock = 1_700_000_000_000;

beforeEach(() => {
  folder = dataFolder();
  record = recordIn(folder.path, () => clock);
});

afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function start(parts: Partial<EngineParts>): Promise<void> {
  engine = engineOver(record, { now: () => clock, route: () => route, ...parts });
  if (record.view.hostname() === null) await setUp(engine);
  await engine.start();
}

async function answerTo(...addresses: string[]): Promise<MessageKey> {
  const requester = { name: "", address: addresses[0] ?? "" };
  const cc = addresses.slice(1).map((address) => ({ name: "", address }));
  const opened = await engine.commands.openTicket(agent, {
    mailbox,
    subject: "x",
    requester,
    cc,
    text: "Hello",
    send: true,
  });
  if (!opened.ok || !opened.value.message) throw new Error("no answer");
  return opened.value.message;
}

const states = (message: MessageKey) =>
  record.view.deliveries(message).map(({ recipient, state }) => [recipient, state]);

describe("the outbox", () => {
  test("sends a reply once, to all recipients in one transaction, and records the server's response", async () => {
    const sent: Parameters<Deliver>[0][] = [];
    await start({
      deliver: async (mail) => {
        sent.push(mail);
        return {
          server: "next:25",
          results: mail.envelope.to.map((recipient) => ({
            recipient,
            outcome: "delivered",
            response: "250 ok",
          })),
        };
      },
    });
    const message = await answerTo("ann@customer.example", "bob@customer.example");
    await expect
      .poll(() => states(message))
      .toEqual([
        ["ann@customer.example", "delivered"],
        ["bob@customer.example", "delivered"],
      ]);
    expect(sent.map(({ envelope }) => envelope)).toEqual([
      {
        from: expect.stringMatching(/^support\+b1\.[a-z2-7]{24}\.[0-9a-z]{10}@desk\.example$/),
        to: ["ann@customer.example", "bob@customer.example"],
      },
    ]);
    expect(record.view.deliveries(message)).toMatchObject([{ response: "250 ok", server: "next:25" }, {}]);
  });

  test("uses the bare mailbox as the sender if the server accepts nothing else", async () => {
    const senders: string[] = [];
    await start({
      route: () => ({ ...route, bareSender: true }),
      deliver: async ({ envelope }) => {
        senders.push(envelope.from);
        const answer = { outcome: "delivered", response: "250 ok" } as const;
        return { server: "next:25", results: envelope.to.map((recipient) => ({ recipient, ...answer })) };
      },
    });
    await answerTo("ann@customer.example");
    await expect.poll(() => senders).toEqual([mailbox]);
  });

  test("retries only deferred recipients, and shows a permanent failure on the ticket", async () => {
    const tried: (readonly string[])[] = [];
    await start({
      deliver: async ({ envelope }) => {
        tried.push(envelope.to);
        const outcome = (to: string) =>
          to.startsWith("gone") ? "failed" : tried.length === 1 ? "deferred" : "delivered";
        return {
          server: "next:25",
          results: envelope.to.map((recipient) => ({
            recipient,
            outcome: outcome(recipient),
            response: "said",
          })),
        };
      },
    });
    const message = await answerTo("ann@customer.example", "gone@customer.example");
    await expect
      .poll(() => states(message))
      .toEqual([
        ["ann@customer.example", "deferred"],
        ["gone@customer.example", "failed"],
      ]);
    expect(record.view.ticket(ticketNumber(1))?.undelivered).toBe(1);
    clock += HOUR;
    await engine.stop();
    await start({
      deliver: async ({ envelope }) => {
        tried.push(envelope.to);
        return {
          server: "next:25",
          results: envelope.to.map((recipient) => ({ recipient, outcome: "delivered", response: "250" })),
        };
      },
    });
    await expect
      .poll(() => states(message))
      .toEqual([
        ["ann@customer.example", "delivered"],
        ["gone@customer.example", "failed"],
      ]);
    expect(tried).toEqual([["ann@customer.example", "gone@customer.example"], ["ann@customer.example"]]);
  });

  test("the server's response is recorded when the disk has space, and nothing is sent again meanwhile", async () => {
    let sent = 0;
    const log = captureLog();
    const { sqlite } = record.database;
    await start({
      log,
      deliver: async ({ envelope }) => {
        sent += 1;
        sqlite.pragma(`max_page_count = ${sqlite.pragma("page_count", { simple: true })}`);
        const response = `250 ${"taken ".repeat(20_000)}`;
        return {
          server: "next:25",
          results: envelope.to.map((recipient) => ({ recipient, outcome: "delivered", response })),
        };
      },
    });
    const message = await answerTo("ann@customer.example");
    await expect.poll(() => log.lines.join("\n")).toContain("cannot be recorded; it is tried again");
    expect(states(message)).toEqual([["ann@customer.example", "waiting"]]);
    sqlite.pragma("max_page_count = 1000000");
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "delivered"]]);
    expect(sent).toBe(1);
  });

  test("gives up after five days, and a manual retry starts over", async () => {
    let outcome: "deferred" | "delivered" = "deferred";
    const deliver: Deliver = async ({ envelope }) => ({
      server: "next:25",
      results: envelope.to.map((recipient) => ({ recipient, outcome, response: "said" })),
    });
    await start({ deliver });
    const message = await answerTo("ann@customer.example");
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "deferred"]]);
    clock += 6 * 24 * HOUR;
    await engine.stop();
    await start({ deliver });
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "failed"]]);
    outcome = "delivered";
    expect(await engine.commands.retryDelivery(agent, message)).toEqual({ ok: true });
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "delivered"]]);
    expect(await engine.commands.retryDelivery(agent, message)).toMatchObject({
      error: { code: "ticket.state" },
    });
  });

  test("does not send what was cancelled in time", async () => {
    let attempts = 0;
    await start({
      deliver: async ({ envelope }) => {
        attempts += 1;
        return {
          server: "next:25",
          results: envelope.to.map((recipient) => ({ recipient, outcome: "deferred", response: "later" })),
        };
      },
    });
    const message = await answerTo("ann@customer.example");
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "deferred"]]);
    expect(await engine.commands.cancelDelivery(agent, message)).toEqual({ ok: true });
    clock += 10 * HOUR;
    expect(record.queries.dueDeliveries(clock, 10)).toEqual([]);
    expect(states(message)).toEqual([["ann@customer.example", "cancelled"]]);
    expect(attempts).toBe(1);
  });

  test("waits while there is no route, and loses nothing", async () => {
    await start({ route: () => null });
    const message = await answerTo("ann@customer.example");
    expect(states(message)).toEqual([["ann@customer.example", "waiting"]]);
    await expect.poll(() => record.queries.nextDelivery()).not.toBeNull();
  });

  test("retries what had no access token as soon as someone has signed in", async () => {
    const oauth: OAuthAccount = {
      ...{ name: "office", provider: "other", authorizeUrl: "", deviceUrl: "" },
      ...{ tokenUrl: "https://login.office.example/token", clientId: "desk", clientSecret: "s" },
      ...{ scope: "mail", servers: ["next"], refreshToken: "" },
    };
    const signedOut = fault("delivery.oauth-signed-out", { params: { account: "office" } });
    const deliver: Deliver = async ({ envelope }) => {
      const signedIn = record.view.oauthAccount("office")?.refreshToken === "first";
      const result = signedIn
        ? ({ outcome: "delivered", response: "250 ok" } as const)
        : ({ outcome: "deferred", response: "", fault: storedFault(signedOut) } as const);
      return { server: "next:25", results: envelope.to.map((recipient) => ({ recipient, ...result })) };
    };
    await start({ deliver, route: () => ({ ...route, user: "desk", oauth: "office" }) });
    await engine.oauth.save(agent, oauth);
    const message = await answerTo("ann@customer.example");
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "deferred"]]);
    await engine.oauth.save(agent, { ...oauth, refreshToken: "first" });
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "delivered"]]);
  });

  test("passes on that someone asked for an attempt", async () => {
    const asked: (boolean | undefined)[] = [];
    await start({
      deliver: async ({ envelope, insist }) => {
        asked.push(insist);
        const outcome = asked.length === 1 ? "deferred" : "delivered";
        const results = envelope.to.map((recipient) => ({ recipient, outcome, response: "said" }) as const);
        return { server: "next:25", results };
      },
    });
    const message = await answerTo("ann@customer.example");
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "deferred"]]);
    await engine.commands.retryDelivery(agent, message);
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "delivered"]]);
    expect(asked).toEqual([false, true]);
  });

  test("never has two concurrent attempts of one message", async () => {
    let now = 0;
    let most = 0;
    await start({
      deliver: async ({ envelope }) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 30));
        now -= 1;
        return {
          server: "next:25",
          results: envelope.to.map((recipient) => ({ recipient, outcome: "delivered", response: "250" })),
        };
      },
    });
    const message = await answerTo("ann@customer.example");
    await engine.commands.retryDelivery(agent, message);
    await engine.commands.retryDelivery(agent, message);
    await expect.poll(() => states(message)).toEqual([["ann@customer.example", "delivered"]]);
    expect(most).toBe(1);
  });
});

describe("postponed mail", () => {
  test("waits without an attempt, lets others go first, and is sent when it is due", async () => {
    const tried: string[] = [];
    let full = true;
    await start({
      deliver: async ({ envelope: { to } }) => {
        tried.push(...to);
        const wait = full ? to.filter((one) => one.endsWith("@full.example")) : [];
        const results = to
          .filter((one) => !wait.includes(one))
          .map((recipient) => ({ recipient, outcome: "delivered" as const, response: "250" }));
        const postponed = { recipients: wait, until: clock + 5000 };
        return { server: "mx:25", results, ...(wait.length > 0 ? { postponed } : {}) };
      },
    });
    const waiting = await answerTo("ann@full.example");
    const mixed = await answerTo("bob@full.example", "cid@free.example");
    const free = await answerTo("dan@free.example");
    await expect.poll(() => states(free)).toEqual([["dan@free.example", "delivered"]]);
    await expect
      .poll(() => states(mixed))
      .toEqual([
        ["bob@full.example", "waiting"],
        ["cid@free.example", "delivered"],
      ]);
    expect(record.view.deliveries(waiting)).toMatchObject([{ state: "waiting", attempts: 0, server: null }]);
    expect(tried.filter((one) => one === "ann@full.example")).toHaveLength(1);
    full = false;
    clock += 5000;
    await expect.poll(() => states(waiting)).toEqual([["ann@full.example", "delivered"]]);
    await expect.poll(() => states(mixed)[0]).toEqual(["bob@full.example", "delivered"]);
    expect(tried.filter((one) => one === "cid@free.example")).toHaveLength(1);
  });
});

test("mail without a route is sent as soon as one is set, by the current one", async () => {
  const sent: unknown[] = [];
  await start({
    route: (setting) => (setting?.kind === "smtp" ? setting : null),
    deliver: async ({ envelope }, to) => {
      sent.push(to.kind === "smtp" ? to.host : to.kind);
      const results = envelope.to.map((recipient) => ({
        ...{ recipient, outcome: "delivered" as const, response: "250 ok" },
      }));
      return { server: "next:25", results };
    },
  });
  const first = await answerTo("ann@customer.example");
  expect(states(first)).toEqual([["ann@customer.example", "waiting"]]);
  await engine.settings.setOutgoing(agent, { ...route, host: "one" });
  await expect.poll(() => states(first)).toEqual([["ann@customer.example", "delivered"]]);
  await engine.settings.setOutgoing(agent, { ...route, host: "two" });
  const second = await answerTo("bob@customer.example");
  await expect.poll(() => states(second)).toEqual([["bob@customer.example", "delivered"]]);
  expect(sent).toEqual(["one", "two"]);
});
