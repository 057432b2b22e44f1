import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { patience } from "../../../test/support/patience.ts";
import type { Log } from "../../base/log.ts";
import { type Place, placeFrom } from "../../domain/settings/scanner-place.ts";
import { createScanners, type Scanners, type ScannersOptions } from "./scanners.ts";
import { type Daemon, startClamd, startRspamd, startSpamd } from "./testing.ts";

const lines: string[] = [];
const facts: object[] = [];
const keep = (what: string, more: object = {}) => {
  lines.push(what);
  facts.push(more);
};
const log: Log = { info: keep, warn: keep, error: keep };

const origin = {
  ip: "192.0.2.7",
  helo: "out.customer.example",
  envelope: { from: "ann@customer.example", to: ["support@desk.example"] },
};

const open: Scanners[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.stop();
  lines.length = 0;
  facts.length = 0;
});

type Options = Partial<Omit<ScannersOptions, "spam" | "virus">> & {
  readonly spam?: Place | undefined;
  readonly virus?: Place | undefined;
};

function scanners({ spam, virus, ...options }: Options) {
  const [forSpam, forViruses] = [spam ?? null, virus ?? null];
  return opened({ spam: () => forSpam, virus: () => forViruses, log, now: Date.now, ...options });
}

function opened(options: ScannersOptions): Scanners {
  const made = createScanners(options);
  open.push(made);
  return made;
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
    expect(await scan(Buffer.alloc(8_000_000, "x"), origin)).toEqual(notScanned("virus"));
    expect(await scan(infected, origin)).toMatchObject({ virus: { virus: "Test.Eicar.UNOFFICIAL" } });
    // That it was not scanned is known.
    const unscanned = { mails: 1, last: expect.any(Number) };
    expect(health()).toEqual([{ scanner: "clamav", problem: null, unscanned }]);
  });
});

/** The result where the scanner that is set up gave no verdict. */
const notScanned = (by: "spam" | "virus") => ({ spam: null, virus: null, unscanned: [by] });
const of = (kind: Place["kind"]) => (kind === "clamd" ? "virus" : "spam");

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
  /** Short limits. */
  const soon = { time: 600, patience: 100, pong: 200 };
  const kinds: readonly Place["kind"][] = ["spamd", "rspamd", "clamd"];

  test.each(kinds.flatMap((kind) => failures.map(([what, act]) => [kind, what, act] as const)))(
    "does not delay mail: %s that %s",
    async (kind, _, act) => {
      const place = await peer(kind, act);
      const set = kind === "clamd" ? { virus: place } : { spam: place };
      const { scan, health } = scanners({ ...set, ...soon, now: () => 1000 });
      expect(await scan(ham, origin)).toEqual(notScanned(of(kind)));
      expect(health()).toMatchObject([
        { problem: { since: 1000, why: expect.objectContaining({ code: "server.failed" }) } },
      ]);
      expect(lines).toEqual(["mail is not scanned: the scanner does not work"]);
      // In words, without a stack.
      const { scanner } = health()[0] ?? {};
      expect(facts).toEqual([{ scanner, at: expect.stringContaining(":"), problem: expect.any(String) }]);
    },
  );

  test.each(kinds)("%s that says nothing holds up nobody: all that wait go on together", async (kind) => {
    let asked = 0;
    const place = await peer(kind, () => {
      asked += 1;
    });
    const set = kind === "clamd" ? { virus: place } : { spam: place };
    const { scan } = scanners({ ...set, ...soon, rest: 1_000_000 });
    const all = await Promise.all(Array.from({ length: 200 }, () => scan(ham, origin)));
    expect(all).toEqual(all.map(() => notScanned(of(kind))));
    // Those that had not been sent yet never are; each of the others may have asked whether it works.
    expect(asked).toBeLessThanOrEqual(16);
    const before = asked;
    expect(await scan(ham, origin)).toEqual(notScanned(of(kind)));
    expect(asked).toBe(before);
    expect(lines).toHaveLength(1);
  });

  test("a mail that takes long is waited for while the scanner says that it works", async () => {
    const virus = await peer("clamd", (socket) =>
      socket.once("data", (first: Buffer) => {
        if (first.toString().startsWith("zPING")) socket.end("PONG\0");
        else setTimeout(() => socket.end("stream: OK\0"), 400);
      }),
    );
    const { scan, health } = scanners({ virus, patience: 50, pong: 10_000 });
    expect(await scan(ham, origin)).toMatchObject({ virus: { virus: null } });
    expect(health()).toEqual([{ scanner: "clamav", problem: null }]);
  });

  test("a mail that takes too long is not scanned, which does not concern the next one", async () => {
    let slow = true;
    const virus = await peer("clamd", (socket) =>
      socket.once("data", (first: Buffer) => {
        if (first.toString().startsWith("zPING")) socket.end("PONG\0");
        else if (!slow) socket.end("stream: OK\0");
      }),
    );
    const { scan, health } = scanners({ virus, patience: 20, pong: 10_000, time: 1500 });
    expect(await scan(ham, origin)).toEqual(notScanned("virus"));
    expect([health(), lines]).toEqual([
      [{ scanner: "clamav", problem: null, unscanned: { mails: 1, last: expect.any(Number) } }],
      ["a mail takes too long to scan"],
    ]);
    slow = false;
    expect(await scan(ham, origin)).toMatchObject({ virus: { virus: null } });
  });

  test("is left alone until it says that it works, and each change is logged once", async () => {
    let works = false;
    let mails = 0;
    let pings = 0;
    const virus = await peer("clamd", (socket) =>
      socket.once("data", (first: Buffer) => {
        const ping = first.toString().startsWith("zPING");
        if (ping) pings += 1;
        else mails += 1;
        socket.end(works ? (ping ? "PONG\0" : "stream: OK\0") : "");
      }),
    );
    const { scan, health } = scanners({ virus, pong: 10_000, rest: 20, now: () => 7 });
    for (let i = 0; i < 5; i++) expect(await scan(ham, origin)).toEqual(notScanned("virus"));
    expect(mails).toBe(1);
    await vi.waitFor(() => expect(pings).toBeGreaterThan(1), patience);
    expect([health(), await scan(ham, origin)]).toMatchObject([[{ problem: { since: 7 } }], { virus: null }]);
    works = true;
    await vi.waitFor(
      () => expect(health()).toMatchObject([{ problem: null, unscanned: { last: 7 } }]),
      patience,
    );
    expect(await scan(ham, origin)).toMatchObject({ virus: { virus: null } });
    expect([mails, lines]).toEqual([
      2,
      ["mail is not scanned: the scanner does not work", "mail is scanned again"],
    ]);
  });

  test.each([
    ["removed", () => null],
    ["replaced", (other: Place) => other],
  ] as const)("mail does not wait for one that was %s", async (_, next) => {
    const silent = await peer("clamd", () => undefined);
    const silentServer = server;
    const other = await peer("clamd", (socket) => socket.end("stream: OK\0"));
    let virus: Place | null = silent;
    const { scan, changed } = opened({ spam: () => null, virus: () => virus, log, now: Date.now });
    const waiting = Array.from({ length: 20 }, () => scan(ham, origin));
    virus = next(other);
    changed();
    const verdict = virus && { by: "clamav", virus: null };
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ spam: null, virus: verdict })));
    expect(lines).toEqual([]);
    silentServer?.close();
  });

  test("is asked where it is now, and one at another place begins without a past", async () => {
    const [broken, works] = [
      await peer("clamd", (socket) => socket.end("")),
      await peer("clamd", (socket) => socket.end("stream: OK\0")),
    ];
    let virus: Place | null = broken;
    const { scan, health } = opened({ spam: () => null, virus: () => virus, log, now: Date.now });
    expect(await scan(ham, origin)).toEqual(notScanned("virus"));
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
    expect(await scan(Buffer.alloc(600_000, "x"), origin)).toEqual(notScanned("spam"));
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
