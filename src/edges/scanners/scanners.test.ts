import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Log } from "../../base/log.ts";
import { type Place, placeFrom } from "../../domain/settings/scanner-place.ts";
import { createScanners, type ScannersOptions } from "./scanners.ts";
import { type Daemon, startClamd, startRspamd, startSpamd } from "./testing.ts";

const lines: string[] = [];
const keep = (what: string) => void lines.push(what);
const log: Log = { info: keep, warn: keep, error: keep };

const origin = {
  ip: "192.0.2.7",
  helo: "out.customer.example",
  envelope: { from: "ann@customer.example", to: ["support@desk.example"] },
};

afterEach(() => {
  lines.length = 0;
});

type Options = Partial<Omit<ScannersOptions, "spam" | "virus">> & {
  readonly spam?: Place | undefined;
  readonly virus?: Place | undefined;
};

function scanners({ spam, virus, ...options }: Options) {
  const [forSpam, forViruses] = [spam ?? null, virus ?? null];
  return createScanners({ spam: () => forSpam, virus: () => forViruses, log, now: Date.now, ...options });
}

const mail = (body: string) =>
  Buffer.from(
    [
      "Received: from out.customer.example (out.customer.example [192.0.2.7])",
      "\tby mx.desk.example with ESMTP; Mon, 23 Nov 2026 10:00:00 +0000",
      "From: Ann <ann@customer.example>",
      "To: Support <support@desk.example>",
      "Subject: A question about the invoice",
      "Date: Mon, 23 Nov 2026 10:00:00 +0000",
      "Message-ID: <1@customer.example>",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Hello,",
      "",
      body,
      "",
    ].join("\r\n"),
  );
const ham = mail("my last invoice names a wrong address. Could you please send it again?");
/** The test strings that all scanners know; in parts, so that no scanner reports this file. */
const spam = mail(["XJS*C4JDBQADN1.NSBN3*2IDNEN", "*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"].join(""));
const infected = mail(
  ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-", "TEST-FILE!$H+H*"].join(""),
);

describe.each([
  ["SpamAssassin", startSpamd, "spamassassin"],
  ["rspamd", startRspamd, "rspamd"],
] as const)("%s itself", (_, start, by) => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await start();
  });
  afterAll(() => daemon.stop());

  test("recognises spam, with its score and the matching rules", async () => {
    const { scan, health } = scanners({ spam: daemon.place });
    expect(await scan(spam, origin)).toEqual({
      spam: {
        by,
        spam: true,
        score: expect.any(Number),
        threshold: expect.any(Number),
        symbols: expect.arrayContaining(["GTUBE"]),
      },
      virus: null,
    });
    expect(health()).toEqual([{ scanner: by, problem: null }]);
  });

  test("lets an ordinary mail pass", async () => {
    const found = await scanners({ spam: daemon.place }).scan(ham, origin);
    expect(found).toMatchObject({ spam: { by, spam: false }, virus: null });
  });

  test("scans many mails concurrently", async () => {
    const { scan } = scanners({ spam: daemon.place });
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => scan(i % 2 ? spam : ham, origin)));
    expect(all.map((one) => one?.spam?.spam)).toEqual(all.map((_, i) => i % 2 === 1));
  });

  test("handles senders and names that fit into no header", async () => {
    const odd = { ...origin, helo: "x\r\nY: z", envelope: { from: "ü@x.example", to: ["a b@x.example"] } };
    expect(await scanners({ spam: daemon.place }).scan(ham, odd)).toMatchObject({ spam: { spam: false } });
  });
});

describe("ClamAV itself", () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startClamd();
  });
  afterAll(() => daemon.stop());

  test("names what it finds, over its port and its socket", async () => {
    const socket: Place = { kind: "clamd", at: { path: join(daemon.folder, "clamd.ctl") } };
    for (const virus of [daemon.place, socket]) {
      const { scan } = scanners({ virus });
      expect(await scan(infected, origin)).toEqual({
        spam: null,
        virus: { by: "clamav", virus: "Test.Eicar.UNOFFICIAL" },
      });
      expect(await scan(ham, origin)).toMatchObject({ virus: { virus: null } });
      expect(await scan(Buffer.alloc(0), origin)).toMatchObject({ virus: { virus: null } });
    }
  });

  test("skips what is larger than it accepts, which is not a failure", async () => {
    const { scan, health } = scanners({ virus: daemon.place });
    expect(await scan(Buffer.alloc(8_000_000, "x"), origin)).toEqual({ spam: null, virus: null });
    expect(await scan(infected, origin)).toMatchObject({ virus: { virus: "Test.Eicar.UNOFFICIAL" } });
    expect(health()).toEqual([{ scanner: "clamav", problem: null }]);
  });
});

describe("a scanner that fails", () => {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
    server = undefined;
  });

  /** A peer that handles each connection as the test says. */
  async function peer(kind: Place["kind"], act: (socket: Socket) => void): Promise<Place> {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => sockets.delete(socket));
      act(socket);
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return { kind, at: { host: "127.0.0.1", port: address.port } };
  }

  const failures: readonly [string, (socket: Socket) => void][] = [
    ["hangs up at once", (socket) => socket.end()],
    ["says nothing", () => undefined],
    ["talks nonsense", (socket) => socket.end("what?\r\n\r\n")],
    ["talks without end", (socket) => socket.write("x".repeat(2_000_000))],
    ["resets the line", (socket) => socket.resetAndDestroy()],
  ];
  const kinds: readonly Place["kind"][] = ["spamd", "rspamd", "clamd"];

  test.each(kinds.flatMap((kind) => failures.map(([what, act]) => [kind, what, act] as const)))(
    "does not delay mail: %s that %s",
    async (kind, _, act) => {
      const place = await peer(kind, act);
      const set = kind === "clamd" ? { virus: place } : { spam: place };
      const { scan, health } = scanners({ ...set, time: 300, now: () => 1000 });
      expect(await scan(ham, origin)).toEqual({ spam: null, virus: null });
      expect(health()).toMatchObject([
        { problem: { since: 1000, why: expect.objectContaining({ code: "server.failed" }) } },
      ]);
      expect(lines).toEqual(["a scanner fails; mails go on unscanned"]);
    },
  );

  test("is left alone for a while, then tried again, and each change is logged once", async () => {
    let answer = "";
    let asked = 0;
    let now = 0;
    const virus = await peer("clamd", (socket) => {
      asked += 1;
      socket.end(answer);
    });
    const { scan, health } = scanners({ virus, now: () => now });
    for (let i = 0; i < 5; i++) expect(await scan(ham, origin)).toEqual({ spam: null, virus: null });
    expect(asked).toBe(1);
    now = 10_000;
    await scan(ham, origin);
    expect(asked).toBe(2);
    expect(health()).toMatchObject([{ problem: { since: 0 } }]);
    answer = "stream: OK\0";
    now = 20_000;
    expect(await scan(ham, origin)).toMatchObject({ virus: { virus: null } });
    expect(health()).toEqual([{ scanner: "clamav", problem: null }]);
    expect(lines).toEqual(["a scanner fails; mails go on unscanned", "a scanner answers again"]);
  });

  test("is asked where it is now, and one at another place begins without a past", async () => {
    const [broken, works] = [
      await peer("clamd", (socket) => socket.end("")),
      await peer("clamd", (socket) => socket.end("stream: OK\0")),
    ];
    let virus: Place | null = broken;
    const { scan, health } = createScanners({ spam: () => null, virus: () => virus, log, now: Date.now });
    expect(await scan(ham, origin)).toEqual({ spam: null, virus: null });
    virus = works;
    expect(health()).toEqual([{ scanner: "clamav", problem: null }]);
    expect(await scan(ham, origin)).toMatchObject({ virus: { virus: null } });
    virus = null;
    expect([scan(ham, origin), health()]).toEqual([null, []]);
  });

  test("scans at most eight mails at a time", async () => {
    let open = 0;
    let most = 0;
    const virus = await peer("clamd", (socket) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        socket.end("stream: OK\0");
      }, 20);
    });
    const { scan } = scanners({ virus });
    const all = await Promise.all(Array.from({ length: 50 }, () => scan(ham, origin)));
    expect(all.every((one) => one?.virus?.virus === null)).toBe(true);
    expect(most).toBe(8);
  });

  test("a mail that is too large for SpamAssassin is not sent to it", async () => {
    let asked = 0;
    const place = await peer("spamd", () => {
      asked += 1;
    });
    const { scan, health } = scanners({ spam: place });
    expect(await scan(Buffer.alloc(600_000, "x"), origin)).toEqual({ spam: null, virus: null });
    expect([asked, health()[0]?.problem]).toEqual([0, null]);
  });
});

test("without scanners nothing is done", () => {
  const { scan, health } = scanners({});
  expect([scan(ham, origin), health()]).toEqual([null, []]);
});

describe("a scanner's place", () => {
  test.each([
    ["clamd://127.0.0.1:3311", { host: "127.0.0.1", port: 3311 }],
    ["clamd://scan.desk.example", { host: "scan.desk.example", port: 3310 }],
    ["clamd://[::1]:99", { host: "::1", port: 99 }],
    ["clamd:/run/clamav/clamd.ctl", { path: "/run/clamav/clamd.ctl" }],
  ])("%s", (text, at) => {
    expect(placeFrom(text, ["clamd"])).toEqual({ ok: true, value: { kind: "clamd", at } });
  });

  test.each([
    "",
    "clamd",
    "clamd:",
    "clamd://",
    "spamd://x",
    "clamd://x:0",
    "clamd://x:70000",
    "clamd:relative",
  ])("%s is invalid", (text) => {
    expect(placeFrom(text, ["clamd"])).toMatchObject({ ok: false, error: { code: "request.invalid" } });
  });
});
