import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { agentCaller } from "../../../../test/support/callers.ts";
import { ticketNumber, userName } from "../../../base/ids.ts";
import { system } from "../../../domain/policy/index.ts";

import { type Browser, mailbox, must, openServer, password, type TestServer } from "../testing/server.ts";
import { MOST_OF_ONE } from "./hub.ts";
import { createPresence } from "./presence.ts";

let desk: TestServer;
let ann: Browser;
let stopping: AbortController;
beforeEach(async () => {
  stopping = new AbortController();
  desk = await openServer({ stopping: stopping.signal });
  ann = desk.browser();
  await ann.logIn("ann");
});
afterEach(async () => {
  stopping.abort();
  await desk.close();
});

const bea = { name: "Bea", address: "bea@customer.example" };
const mail = (subject: string) =>
  desk.mail({ from: bea, to: [{ name: "", address: mailbox }], subject, text: `About ${subject}` });

/** A stream, and what comes next in it: the name of an event and its data. */
async function follow(browser: Browser, last?: string, after = "") {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = {
    ...{ Host: "desk.example", Cookie: cookie, Accept: "text/event-stream" },
    ...(last === undefined ? {} : { "Last-Event-ID": last }),
  };
  const response = await desk.web.request(`http://desk.example/live${after}`, { headers }, { incoming: {} });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async () => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const message = text.slice(0, end);
        text = text.slice(end + 2);
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(message)?.[1];
        if (field("event"))
          return { is: field("event"), id: field("id"), data: JSON.parse(field("data") ?? "") };
        continue;
      }
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done) return null;
      text += value;
    }
  };
  return {
    status: response.status,
    type: response.headers.get("Content-Type"),
    next,
    close: () => reader?.cancel(),
  };
}

test("a stream tells what changed, who did it, and what was missed while there was none", async () => {
  await mail("one");
  const stream = await follow(ann);
  expect([stream.status, stream.type]).toEqual([200, "text/event-stream"]);
  expect(await stream.next()).toMatchObject({ is: "here" });
  expect(await stream.next()).toEqual({ is: "presence", id: undefined, data: [] });
  await mail("two");
  const changed = await stream.next();
  expect(changed).toMatchObject({ is: "changed", data: { tickets: [2], others: [2] } });
  await ann.get("/tickets/1");
  await ann.post("/tickets/1/quick", { do: "take" });
  const own = await stream.next();
  expect(own).toMatchObject({ is: "changed", data: { tickets: [1], others: [] } });
  await stream.close();

  // Nothing was missed; something was.
  const again = await follow(ann, own?.id);
  expect([(await again.next())?.is, (await again.next())?.is]).toEqual(["here", "presence"]);
  await again.close();
  await mail("three");
  const late = await follow(ann, own?.id);
  expect(await late.next()).toMatchObject({ is: "here" });
  expect(await late.next()).toMatchObject({ is: "changed", data: { tickets: [3], others: [3] } });
  await late.close();
});

test("what changed between a page and its stream is told; of a start before, as well", async () => {
  await mail("one");
  const seenBy = async () => /data-seen="([^"]*)"/.exec((await ann.get("/tickets")).html)?.[1] ?? "";
  const seen = await seenBy();
  const nothing = await follow(ann, undefined, `?after=${seen}`);
  expect([(await nothing.next())?.id, (await nothing.next())?.is]).toEqual([seen, "presence"]);
  await nothing.close();
  await mail("two");
  const now = await seenBy();
  for (const [before, tickets] of [
    [seen, [2]],
    ["1-2", null],
    ["x", null],
    ["-", null],
  ] as const) {
    const stream = await follow(ann, undefined, `?after=${before}`);
    expect(await stream.next()).toMatchObject({ is: "here", id: now });
    expect(await stream.next()).toMatchObject({ is: "changed", id: now, data: { tickets } });
    await stream.close();
  }
});

test("people are told what others did in their own tickets, in their language", async () => {
  await mail("one");
  await mail("two");
  const admin = desk.browser();
  await admin.logIn("admin");
  const stream = await follow(ann);
  await stream.next();
  await stream.next();
  const notices = async () => {
    let found = await stream.next();
    for (let n = 0; found?.is !== "notices" && n < 10; n += 1) found = await stream.next();
    return found?.data;
  };
  must(
    await desk.engine.commands.change(agentCaller("admin"), ticketNumber(1), { assignee: userName("ann") }),
  );
  expect(await notices()).toEqual([{ ticket: 1, title: "#1 was assigned to you", text: "one" }]);
  await admin.get("/tickets/2");
  // Neither what she does herself nor a ticket of nobody's is told.
  await admin.post("/tickets/2/note", { text: "Not hers" });
  await ann.get("/tickets/1");
  await ann.post("/tickets/1/note", { text: "Hers, by herself" });
  await admin.get("/tickets/1");
  await admin.post("/tickets/1/note", { text: "Look at the invoice" });
  expect(await notices()).toEqual([{ ticket: 1, title: "New note in #1", text: "one" }]);
  await stream.close();
});

test("people see who looks at a ticket and who writes in it, until they leave", async () => {
  await mail("one");
  const admin = desk.browser();
  await admin.logIn("admin");
  const stream = await follow(admin);
  await stream.next();
  await stream.next();
  const says = (doing: string) => ann.post("/live/1", { doing });
  await ann.get("/tickets/1");
  expect((await says("looking")).status).toBe(204);
  expect((await stream.next())?.data).toEqual([{ ticket: 1, name: "Ann Agent", doing: "looking" }]);
  await says("replying");
  expect((await stream.next())?.data).toEqual([{ ticket: 1, name: "Ann Agent", doing: "replying" }]);
  await says("");
  expect((await stream.next())?.data).toEqual([]);
  expect((await ann.post("/live/99", { doing: "looking" })).status).toBe(404);
  expect((await ann.post("/live/1", { doing: "sleeping" })).status).toBe(400);
  // One does not see oneself.
  const own = await follow(ann);
  await own.next();
  await says("looking");
  expect(await own.next()).toMatchObject({ is: "presence", data: [] });
});

test("a stream ends with the session and with the program, and there are only some for each person", async () => {
  await mail("one");
  const streams = await Promise.all(Array.from({ length: MOST_OF_ONE }, () => follow(ann)));
  expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
  expect((await follow(ann)).status).toBe(503);
  await streams[0]?.close();
  const other = await vi.waitFor(async () => {
    const another = await follow(ann);
    expect(another.status).toBe(200);
    return another;
  });
  await other.next();
  await other.next();
  must(await desk.engine.people.changeUser(system("test"), userName("ann"), { password: `${password}!` }));
  await mail("two");
  expect(await other.next()).toBeNull();
  const admin = desk.browser();
  await admin.logIn("admin");
  const last = await follow(admin);
  await last.next();
  await last.next();
  stopping.abort();
  expect(await last.next()).toBeNull();
  expect(desk.record.view.ticket(ticketNumber(2))).not.toBeNull();
});

test("people whose pages are silent have left, and nobody is at very many tickets", () => {
  const ann = { user: "ann", name: "Ann Agent" };
  let now = 1000;
  const presence = createPresence(() => now);
  expect(presence.note(1, ann, "looking")).toBe(true);
  expect(presence.note(1, ann, "looking")).toBe(false);
  now += 40_000;
  presence.note(2, ann, "looking");
  expect(presence.forget()).toBe(false);
  now += 40_000;
  expect(presence.forget()).toBe(true);
  expect(presence.all()).toEqual([{ ...ann, ticket: 2, doing: "looking" }]);
  for (let n = 10; n < 40; n++) presence.note(n, ann, "looking");
  expect(presence.all()).toHaveLength(10);
});
