import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ok } from "../src/base/result.ts";
import type { Handlers } from "./handler.ts";
import { LINE_LIMIT, verbs } from "./protocol.ts";
import { type Served, serveBox, type Talk, type TestBox, talk, testBox } from "./testing/box.ts";
import { handlers as real } from "./verbs/index.ts";

let test: TestBox;
let served: Served;
const talks: Talk[] = [];
let release: () => void = () => {};
const order: string[] = [];

const handlers: Handlers = {
  ...real,
  "hostname.set": {
    what: ({ hostname }) => `called it ${hostname}`,
    async run(_, { hostname }, asked) {
      order.push(`begin ${hostname}`);
      asked.progress(1, 2, "half");
      if (hostname === "slow") await new Promise<void>((resolve) => (release = resolve));
      if (hostname === "bad") throw new Error("it broke");
      order.push(`end ${hostname}`);
      return ok({});
    },
  },
};

beforeEach(async () => {
  test = testBox({ timedatectl: {}, systemctl: {} });
  served = await serveBox(test.box, handlers);
  order.length = 0;
});
afterEach(async () => {
  for (const one of talks.splice(0)) one.close();
  await served.close();
  test.remove();
});

async function speak(caller: "app" | "console"): Promise<Talk> {
  const one = talk(served.path(caller));
  talks.push(one);
  expect(await one.next()).toEqual({ protocol: 1, version: test.box.version });
  return one;
}
const request = (id: number, verb: string, args: unknown = {}, by: string | null = "ann") =>
  `${JSON.stringify({ id, verb, by, arguments: args })}\n`;

describe("requests", () => {
  it("are answered, however they are split", async () => {
    const one = await speak("app");
    for (const char of request(1, "actions", { after: 0 })) one.send(char);
    expect(await one.next()).toEqual({ id: 1, ok: true, value: [] });
    one.send(request(2, "actions", { after: 0 }) + request(3, "actions", { after: 0 }));
    expect([await one.next(), await one.next()]).toMatchObject([{ id: 2 }, { id: 3 }]);
  });

  it("return the appliance's state as the protocol says", async () => {
    const one = await speak("console");
    one.send(request(1, "status"));
    const said = await one.next();
    expect(said).toMatchObject({ id: 1, ok: true });
    const { value } = said as { value: unknown };
    expect(verbs.status.answer.parse(value).version).toBe(test.box.version);
  });

  it.each([
    ["an unknown verb", "rm", {}, "invalid"],
    ["a verb of every object", "constructor", {}, "invalid"],
    ["arguments of another shape", "actions", { after: "0" }, "invalid"],
    ["more than is asked for", "actions", { after: 0, more: 1 }, "invalid"],
    ["no arguments", "actions", undefined, "invalid"],
    ["a host name with a line end", "hostname.set", { hostname: "a\nb" }, "invalid"],
    ["a path in place of a name", "hostname.set", { hostname: "../etc" }, "invalid"],
    ["an interface that is an option", "diagnose", { kind: "ping", target: "-f" }, "invalid"],
  ])("with %s are refused, and the connection stays open", async (_, verb, args, code) => {
    const one = await speak("app");
    one.send(request(1, verb, args));
    expect(await one.next()).toMatchObject({ id: 1, ok: false, fault: { code } });
    one.send(request(2, "actions", { after: 0 }));
    expect(await one.next()).toEqual({ id: 2, ok: true, value: [] });
  });

  it.each([
    ["no JSON", "{\n"],
    ["no object", "7\n"],
    ["no id", `${JSON.stringify({ verb: "status", by: null, arguments: {} })}\n`],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a])],
    ["a user's name without end", request(1, "status", {}, "x".repeat(400))],
  ])("that are %s end the connection, but not others", async (_, line) => {
    const other = await speak("app");
    const one = await speak("app");
    one.send(line);
    expect(await one.next()).toBe("closed");
    other.send(request(1, "actions", { after: 0 }));
    expect(await other.next()).toMatchObject({ id: 1, ok: true });
  });

  it("longer than the limit end the connection, with or without a line end", async () => {
    for (const end of ["", "\n"]) {
      const one = await speak("app");
      one.send(Buffer.alloc(LINE_LIMIT + 2, 0x20));
      one.send(end);
      expect(await one.next()).toBe("closed");
    }
  });

  it("beyond the limit of one connection are refused as busy", async () => {
    const one = await speak("app");
    one.send(request(1, "hostname.set", { hostname: "slow" }));
    expect(await one.next()).toMatchObject({ id: 1, progress: { what: "half" } });
    for (let id = 2; id <= 20; id++) one.send(request(id, "hostname.set", { hostname: "fast" }));
    const said: unknown[] = [];
    for (let i = 0; i < 11; i++) said.push(await one.next());
    expect(said).toEqual(said.map(() => expect.objectContaining({ ok: false, fault: expect.anything() })));
    release();
  });
});

describe("the caller", () => {
  it("cannot use the console's verbs on the program's socket, and the attempt is recorded", async () => {
    const one = await speak("app");
    one.send(request(1, "password.reset", { user: "admin" }));
    expect(await one.next()).toMatchObject({ ok: false, fault: { code: "denied" } });
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { number: 1, verb: "password.reset", caller: "app", by: "ann", outcome: "denied" },
    ]);
  });

  it("has a user name only on the program's socket", async () => {
    for (const caller of ["app", "console"] as const) {
      const one = await speak(caller);
      one.send(request(1, "hostname.set", { hostname: "fast" }));
      await one.next();
      expect(await one.next()).toEqual({ id: 1, ok: true, value: {} });
    }
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { number: 1, caller: "app", by: "ann", outcome: "done", what: "called it fast" },
      { number: 2, caller: "console", by: null, outcome: "done" },
    ]);
    expect(readFileSync(join(test.box.places.run, "newest-action"), "utf8")).toMatch(/^[\w-]+ 2\n$/);
  });
});

describe("changes", () => {
  it("are made one after another, while queries are answered", async () => {
    const [one, two] = [await speak("app"), await speak("console")];
    one.send(request(1, "hostname.set", { hostname: "slow" }));
    await one.next();
    two.send(request(1, "hostname.set", { hostname: "fast" }));
    one.send(request(2, "actions", { after: 0 }));
    expect(await one.next()).toEqual({ id: 2, ok: true, value: [] });
    expect(order).toEqual(["begin slow"]);
    release();
    await two.next();
    expect(await two.next()).toEqual({ id: 1, ok: true, value: {} });
    expect(order).toEqual(["begin slow", "end slow", "begin fast", "end fast"]);
  });

  it("go on when the caller disconnects, and are recorded when they fail", async () => {
    const one = await speak("app");
    one.send(request(1, "hostname.set", { hostname: "bad" }));
    await one.next();
    expect(await one.next()).toMatchObject({ ok: false, fault: { code: "failed", text: "it broke" } });
    const two = await speak("app");
    two.send(request(1, "hostname.set", { hostname: "slow" }));
    await two.next();
    two.close();
    release();
    await served.close();
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { outcome: "failed", what: "called it bad: it broke" },
      { outcome: "done", what: "called it slow" },
    ]);
  });
});

describe("the log of actions", () => {
  const done = { verb: "restart", caller: "console", by: null, what: "restart", outcome: "done" } as const;

  it("continues after a restart, without a line cut short by a power cut", () => {
    test.box.actions.add(done);
    appendFileSync(join(test.box.places.state, "actions.jsonl"), '{"log":"x","numb');
    const [first] = test.box.actions.after(0, 9);
    const { actions } = test.again();
    expect(actions.add(done)).toMatchObject({ log: first?.log, number: 2 });
    expect(test.again().actions.after(0, 9)).toHaveLength(2);
  });

  it("lists actions that a power cut interrupted", () => {
    test.box.actions.begin(done);
    expect(test.again().actions.after(0, 9)).toMatchObject([
      { number: 1, verb: "restart", outcome: "failed" },
    ]);
    expect(test.again().actions.after(0, 9)).toHaveLength(1);
  });

  it("is bounded, but its numbers go on", () => {
    for (let i = 0; i < 4_001; i++) test.box.actions.add(done);
    const { actions } = test.again();
    expect(
      actions
        .after(0, 9_999)
        .map(({ number }) => number)
        .at(0),
    ).toBe(2_002);
    expect(actions.add(done).number).toBe(4_002);
  });

  it("is started over under a new name when it cannot be read", () => {
    const { log } = test.box.actions.add(done);
    appendFileSync(join(test.box.places.state, "actions.jsonl"), "nonsense\n");
    const { actions } = test.again();
    expect(actions.after(0, 9)).toEqual([]);
    expect(actions.add(done)).toMatchObject({ number: 1, log: expect.not.stringMatching(log) });
  });
});
