import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  append,
  follow,
  intact,
  journalContract,
  note,
  opened,
  positions,
} from "../../../test/support/journal-contract.ts";
import { type Postgres, type Relay, startPostgres, startRelay } from "../../../test/support/postgres.ts";
import { JournalAway } from "../../base/unwritable.ts";
import type { EventRow } from "../chain.ts";
import { blobOf } from "../new-blob.ts";
import type { JournalPort } from "../port.ts";
import { connections } from "./connections.ts";
import { openPostgres, UnfitServer } from "./index.ts";

let server: Postgres;
let url: string;
let ports: JournalPort[];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.remove());

beforeEach(async () => {
  ports = [];
  url = await server.newDatabase();
});
afterEach(async () => {
  for (const port of ports) await port.close();
});

async function openAt(url: string): Promise<JournalPort> {
  const port = await openPostgres(url, randomBytes);
  ports.push(port);
  return port;
}

describe("the journal in PostgreSQL", () => {
  journalContract(() => ({
    open: () => openAt(url),
    openEmpty: async () => openAt(await server.newDatabase()),
  }));

  test("opening it twice at once creates it once", async () => {
    const [one, other] = await Promise.all([openAt(url), openAt(url)]);
    await one.append([append([opened(1)])]);
    expect(await other.end()).toEqual(await one.end());
  });

  describe("synchronous_commit", () => {
    /** Its value in our connections. */
    const settingOf = async (at: string) => {
      const database = connections(at);
      const [row] = await database.rows<{ value: string }>(
        "SELECT current_setting('synchronous_commit') AS value",
        [],
      );
      await database.close();
      return row?.value;
    };
    const name = () => url.split("/").at(-1);

    test.each(["session", "database", "user"])(
      "off for the %s: our commits wait for the disk all the same",
      async (whose) => {
        let at = url;
        if (whose === "session") at += `?options=${encodeURIComponent("-c synchronous_commit=off")}`;
        if (whose === "database") await server.ask(`ALTER DATABASE ${name()} SET synchronous_commit = off`);
        if (whose === "user") await server.ask(`ALTER ROLE mailmanager SET synchronous_commit = off`);
        try {
          expect(await settingOf(at)).toBe("on");
          const port = await openAt(at);
          expect((await port.append([append([opened(1)])])).map(positions)).toEqual([[1]]);
        } finally {
          await server.ask("ALTER ROLE mailmanager RESET synchronous_commit");
        }
      },
    );

    test("values that also wait for a replica stay", async () => {
      await server.ask(`ALTER DATABASE ${name()} SET synchronous_commit = remote_apply`);
      expect(await settingOf(url)).toBe("remote_apply");
    });
  });

  test.each(["fsync", "full_page_writes"])(
    "a server with %s off is refused, and while running it counts as away",
    async (setting) => {
      const port = await openAt(url);
      await port.append([append([opened(1)])]);
      const set = async (value: string) => {
        await server.ask(`ALTER SYSTEM SET ${setting} = ${value}`);
        await server.stop();
        await server.start();
      };
      try {
        await set("off");
        await expect(openAt(url)).rejects.toThrow(UnfitServer);
        await expect(openAt(url)).rejects.toThrow(`${setting} is off, not on`);
        await expect(port.append([append([note(1, "unsafe")])])).rejects.toThrow(JournalAway);
      } finally {
        await set("on");
      }
      expect((await port.append([append([note(1, "safe")])])).map(positions)).toEqual([[2]]);
    },
  );
});

describe("faults of the server", () => {
  test("after a restart, the journal is written and followed again by itself", async () => {
    const port = await openAt(url);
    await port.append([append([opened(1)])]);
    const stop = new AbortController();
    const seen: EventRow[] = [];
    const followed = follow(port, seen, stop.signal, 2);
    await server.stop();
    await expect(port.append([append([note(1, "away")])])).rejects.toThrow(JournalAway);
    await expect(port.end()).rejects.toThrow(JournalAway);
    await expect(port.keep([blobOf(Buffer.from("away"))])).rejects.toThrow(JournalAway);
    await server.start();
    expect((await port.append([append([note(1, "back")])])).map(positions)).toEqual([[2]]);
    await followed;
    stop.abort();
    expect(await port.end()).toMatchObject(intact(seen));
  });

  test("a connection that broke while idle is replaced", async () => {
    const port = await openAt(url);
    await port.append([append([opened(1)])]);
    await server.stop();
    await server.start();
    expect((await port.append([append([note(1, "a")])])).map(positions)).toEqual([[2]]);
  });

  test("what was confirmed is there after the server was killed, and the order is intact", async () => {
    const port = await openAt(url);
    await port.append([append([opened(1)])]);
    const confirmed = new Set<string>();
    let down = false;
    const writing = [0, 1, 2].map(async (writer) => {
      for (let i = 0; !down; i++) {
        const text = `${writer} ${i}`;
        try {
          const [one] = await port.append([append([note(1, text)])]);
          if (one?.is === "recorded") confirmed.add(text);
        } catch (cause) {
          if (!(cause instanceof JournalAway)) throw cause;
          down = true;
        }
      }
    });
    while (confirmed.size < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.kill();
    down = true;
    await server.start();
    await Promise.all(writing);
    const rows = await port.read(0, 10_000);
    intact(rows);
    const texts = rows.map(({ payload }) => String(JSON.parse(payload ?? "{}").text));
    expect([...confirmed].filter((text) => !texts.includes(text))).toEqual([]);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe("a connection that breaks at a commit", () => {
  let relay: Relay;
  beforeEach(async () => {
    relay = await startRelay(server.port);
  });
  afterEach(async () => {
    for (const port of ports.splice(0)) await port.close();
    await relay.close();
  });
  const through = () => openAt(url.replace(`:${server.port}/`, `:${relay.port}/`));

  for (const when of ["after", "before"] as const) {
    test(`${when} the server has done it: the append is recorded once`, async () => {
      const port = await through();
      await port.append([append([opened(1)])]);
      const broken = relay.breakNext(when);
      const batch = [append([note(1, "a")]), append([note(1, "b"), note(1, "c")])];
      expect((await port.append(batch)).map(positions)).toEqual([[2], [3, 4]]);
      expect(broken()).toBe(true);
      expect(await port.end()).toMatchObject(intact(await port.read(0, 10)));
      expect(await port.end()).toMatchObject({ position: 4 });
    });

    test(`${when} the server has done it: blobs, leases and copied events are there once as well`, async () => {
      const port = await through();
      const blob = blobOf(Buffer.from("bytes"));
      relay.breakNext(when);
      await port.keep([blob]);
      expect(await port.blob(blob.sha256)).toEqual(blob.bytes);
      relay.breakNext(when);
      expect(await port.lease("work", "one", 60_000)).toEqual({ lease: "work", token: 1 });
      await port.append([append([opened(1), note(1, "a")])]);
      const copy = await openAt(await server.newDatabase());
      const rows = await port.read(0, 10);
      const slow = await openAt((await server.newDatabase()).replace(`:${server.port}/`, `:${relay.port}/`));
      relay.breakNext(when);
      expect([await copy.take(rows), await slow.take(rows)]).toEqual([null, null]);
      expect(await slow.end()).toEqual(await port.end());
    });
  }
});
