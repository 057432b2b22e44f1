import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { doneAction } from "../src/base/box-actions.ts";
import { fault } from "../src/base/fault.ts";
import { ok } from "../src/base/result.ts";
import type { Done } from "./actions.ts";
import type { Handlers } from "./handler.ts";
import { LINE_LIMIT, verbs } from "./protocol.ts";
import { doneActions, type Served, serveBox, type Talk, type TestBox, talk, testBox } from "./testing/box.ts";
import { diskAt } from "./testing/disk.ts";
import { handlers as real } from "./verbs/index.ts";

let test: TestBox;
let served: Served;
const talks: Talk[] = [];
let release: () => void = () => {};
const order: string[] = [];

const handlers: Handlers = {
  ...real,
  "hostname.set": {
    what: ({ hostname }) => doneAction("hostname.set", { hostname }),
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
    ["an unknown verb", "rm", {}, "request.invalid"],
    ["a verb of every object", "constructor", {}, "request.invalid"],
    ["arguments of another shape", "actions", { after: "0" }, "request.invalid"],
    ["more than is asked for", "actions", { after: 0, more: 1 }, "request.invalid"],
    ["no arguments", "actions", undefined, "request.invalid"],
    ["a host name with a line end", "hostname.set", { hostname: "a\nb" }, "request.invalid"],
    ["a path in place of a name", "hostname.set", { hostname: "../etc" }, "request.invalid"],
    ["an interface that is an option", "diagnose", { kind: "ping", target: "-f" }, "request.invalid"],
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
    expect(await one.next()).toMatchObject({ ok: false, fault: { code: "permission.denied" } });
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
      {
        number: 1,
        caller: "app",
        by: "ann",
        outcome: "done",
        what: doneAction("hostname.set", { hostname: "fast" }),
      },
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
    expect(await one.next()).toMatchObject({
      ok: false,
      fault: fault("box.error", {
        params: { problem: fault("server.error", { params: { error: "it broke" } }) },
      }),
    });
    const two = await speak("app");
    two.send(request(1, "hostname.set", { hostname: "slow" }));
    await two.next();
    two.close();
    release();
    await served.close();
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { outcome: "failed", fault: { reason: "box.error" } },
      { outcome: "done", fault: null },
    ]);
    expect(doneActions(test.box)).toEqual(["host name bad: it broke", "host name slow"]);
  });
});

describe("the log of actions", () => {
  const done: Done = {
    ...({ verb: "restart", caller: "console", by: null } as const),
    ...({ what: doneAction("restart"), fault: null, outcome: "done" } as const),
  };

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
      { number: 1, verb: "restart", outcome: "failed", fault: { reason: "box.interrupted" } },
    ]);
    expect(test.again().actions.after(0, 9)).toHaveLength(1);
  });

  it("is read as it was written when what was done was a sentence", () => {
    const { log } = test.box.actions.add(done);
    const old = { log, number: 2, at: "2026-11-20T06:01:00.000Z", verb: "restart", caller: "app", by: "ann" };
    const file = join(test.box.places.state, "actions.jsonl");
    appendFileSync(file, `${JSON.stringify({ ...old, outcome: "done", what: "restarted it all" })}\n`);
    const begun = { verb: "power.off", caller: "app", by: "ann", what: "shut it down" };
    writeFileSync(join(test.box.places.state, "action-begun.json"), JSON.stringify(begun));
    const again = test.again();
    expect(again.actions.after(0, 9)).toMatchObject([{ number: 1 }, { number: 2 }, { number: 3 }]);
    expect(doneActions(again)).toEqual([
      "restarted the appliance",
      "restarted it all",
      "shut it down: interrupted: whether it was done is not known",
    ]);
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

  it.each(["readOnly", "full"] as const)(
    "goes on in memory while the disk is %s, and is written later",
    (state) => {
      const disk = diskAt(test.box.places.state);
      try {
        const { actions } = test.again();
        const { log } = actions.add(done);
        disk[state]();
        for (let n = 0; n < 40; n++) {
          actions.begin(done);
          actions.add({ ...done, what: doneAction("text", { text: "x".repeat(400) }) });
        }
        expect(actions.after(0, 99)).toHaveLength(41);
        disk.mend();
        expect(actions.add(done)).toMatchObject({ log, number: 42 });
        const again = test.again().actions;
        expect(again.after(0, 99)).toEqual(actions.after(0, 99));
        expect(again.add(done)).toMatchObject({ log, number: 43 });
        expect(test.again().actions.after(0, 99)).toHaveLength(43);
      } finally {
        disk.remove();
      }
    },
  );

  it("is opened on a disk that is read-only, whatever a power cut left", () => {
    const disk = diskAt(test.box.places.state);
    try {
      const { actions } = test.again();
      const { log } = actions.add(done);
      actions.begin(done);
      appendFileSync(join(test.box.places.state, "actions.jsonl"), '{"log":"x","numb');
      disk.readOnly();
      expect(test.again().actions.after(0, 9)).toMatchObject([
        { log, number: 1, outcome: "done" },
        { log, number: 2, fault: { reason: "box.interrupted" } },
      ]);
    } finally {
      disk.remove();
    }
  });
});
