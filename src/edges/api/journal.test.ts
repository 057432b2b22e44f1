import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import { system } from "../../domain/policy/index.ts";
import { EventShape } from "./events.ts";
import { pageOf } from "./shapes.ts";
import { type Asking, got, openServer, secret, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer({ heartbeat: 20 });
});
afterEach(() => desk.close());

const Page = pageOf(EventShape);
const page = async (query: string) => Page.parse(await (await desk.ask("GET", `/journal${query}`)).json());
const group = (name: string) => desk.engine.settings.saveGroup(system("test"), name, []);

describe("as a list", () => {
  test("it is paginated by position", async () => {
    for (let n = 0; n < 45; n++) got(await group(`group ${n}`));
    const head = await desk.record.journal.head();
    const positions: number[] = [];
    for (let next: string | null = "0"; next !== null; ) {
      const one = await page(`?limit=30&cursor=${next}`);
      positions.push(...one.items.map((event) => event.position));
      next = one.next;
    }
    expect(positions).toEqual(Array.from({ length: head }, (_, n) => n + 1));
    expect((await page(`?after=${head - 1}`)).items.map((event) => event.type)).toEqual(["GroupSaved"]);
    expect(await page(`?after=${head + 5}`)).toEqual({ items: [], next: null });
  });

  test("an erased event shows its former type", async () => {
    const before = await page("");
    desk.record.database.sqlite.exec("UPDATE event SET payload = NULL, salt = NULL WHERE position = 2");
    const erased = before.items.map((event) =>
      event.position === 2 ? { ...event, type: "Erased", data: { was: event.type, version: 2 } } : event,
    );
    expect((await page("")).items).toEqual(erased);
    expect(await page("?after=1&limit=1")).toMatchObject({ items: [{ type: "Erased" }], next: "2" });
  });

  test("it contains no credentials", async () => {
    await desk.mail({ from: { name: "", address: "bob@customer.example" }, subject: "Hello", text: "x" });
    const host = { kind: "smtp", host: "smtp.example.org", port: 465, tls: "implicit" } as const;
    const outgoing = { ...host, user: "desk", password: "smart host secret" };
    got(await desk.engine.settings.setOutgoing(system("test"), outgoing));
    got(await desk.engine.people.setPassword(system("test"), userName("ann"), "a new password", null));
    const text = JSON.stringify(await page("?limit=1000"));
    for (const type of [
      "UserCreated",
      "PasswordChanged",
      "TokenCreated",
      "TicketOpened",
      "OutgoingChanged",
    ]) {
      expect(text).toContain(`"${type}"`);
    }
    const { token } =
      desk.record.database.sqlite.prepare<[], { token: string }>("SELECT token FROM ticket").get() ?? {};
    for (const hidden of [
      secret,
      "argon2",
      "smart host secret",
      token ?? fail(),
      '"hash"',
      '"password"',
      '"salt"',
    ]) {
      expect(text).not.toContain(hidden);
    }
  });

  test.each(["?after=-1", "?after=x", "?after=1.5", "?limit=5000", "?since=1"])(
    "%s is refused",
    async (query) => {
      expect((await desk.ask("GET", `/journal${query}`)).status).toBe(400);
    },
  );
});

describe("followed live", () => {
  test("past events come first, new ones follow", async () => {
    const head = await desk.record.journal.head();
    const events = await follow(`?after=${head - 1}`);
    expect(await events.until("id: ")).toContain(
      `id: ${head}\nevent: TokenCreated\ndata: {"position":${head},`,
    );
    got(await group("field"));
    const sent = await events.until("GroupSaved");
    expect(sent).toContain(`id: ${head + 1}\nevent: GroupSaved\ndata: `);
    expect(EventShape.parse(JSON.parse(/data: (.*GroupSaved.*)/.exec(sent)?.[1] ?? ""))).toMatchObject({
      data: { name: "field" },
    });
    await events.leave();
  });

  test("Last-Event-ID continues after a broken connection, and idle connections get keep-alives", async () => {
    const head = await desk.record.journal.head();
    const events = await follow("?after=0", { headers: { "last-event-id": `${head}` } });
    const text = await events.until("still here");
    expect(text).not.toContain("id: ");
    got(await group("field"));
    expect(await events.until("id: ")).toContain(`id: ${head + 1}\n`);
    await events.leave();
  });

  test("it ends when the server stops", async () => {
    const events = await follow(`?after=${await desk.record.journal.head()}`);
    await events.until(": following");
    desk.stopping.abort();
    expect(await events.end()).not.toContain("id: ");
    expect(await (await follow("")).end()).not.toContain("id: ");
  });

  test("it ends when the token is revoked", async () => {
    desk.clock += 1;
    const token = await desk.token("admin", "read");
    const id = desk.record.queries.tokens().at(-1)?.id ?? fail();
    const events = await follow(`?after=${await desk.record.journal.head()}`, { token });
    got(await desk.engine.people.revokeToken(system("test"), id));
    expect(await events.end()).not.toContain("TokenRevoked");
  });

  test("a follower that does not read costs no memory, and one that leaves makes room", async () => {
    for (let n = 0; n < 200; n++) got(await group(`group ${n}`));
    const many: Awaited<ReturnType<typeof follow>>[] = [];
    for (let n = 0; n < 200; n++) many.push(await follow(""));
    const refused = await desk.ask("GET", "/journal", { headers: { accept: "text/event-stream" } });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
    const [first] = many;
    const read = (await first?.read()) ?? "";
    expect(read.split("\nevent: ").length).toBeLessThan(60);
    await first?.leave();
    const again = await follow("");
    await Promise.all([again, ...many.slice(1)].map((one) => one.leave()));
  });

  test("HEAD does not count as a follower", async () => {
    for (let n = 0; n < 210; n++) {
      const answer = await desk.ask("HEAD", "/journal", { headers: { accept: "text/event-stream" } });
      expect([answer.status, answer.body]).toEqual([200, null]);
    }
  });
});

/** A follower that reads when it is told to. */
async function follow(query: string, asking: Asking = {}) {
  const headers = { accept: "text/event-stream", ...asking.headers };
  const answer = await desk.ask("GET", `/journal${query}`, { ...asking, headers });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  const reader = answer.body?.getReader() ?? fail();
  const read = async () => {
    const { value } = await reader.read();
    return value ? new TextDecoder().decode(value) : null;
  };
  const until = async (wanted: string | null) => {
    for (let text = ""; ; ) {
      const more = await read();
      if (more === null && wanted !== null) throw new Error(`ended before ${wanted}: ${text}`);
      text += more ?? "";
      if (more === null || (wanted !== null && text.includes(wanted) && text.endsWith("\n\n"))) return text;
    }
  };
  return { read, until, end: () => until(null), leave: () => reader.cancel() };
}

function fail(): never {
  throw new Error("it is not there");
}
