/** Mails that exceed some limit: a clear answer, bounded memory, nothing lost, and the next mail works. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { mailbox } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { handOver, idIn, outcomeOf, plainMail, type RunningServer, runServer } from "../support/server.ts";

const MB = 1024 * 1024;
let odds = 0;
/** Each from another sender, so that they are not a flood. */
const from = () => `From: ann${odds++}@customer.example\r\nSubject: Odd\r\n`;
const folder = dataFolder();
let desk: RunningServer;

beforeAll(async () => {
  desk = await runServer(folder.path);
});
afterAll(async () => {
  desk.api.close();
  const { status } = await desk.program.stop();
  folder.remove();
  expect(status).toBe(0);
});

test("100 MB are refused at MAIL if the size is declared", async () => {
  const peer = await new Peer(desk.smtp).hello();
  expect(await peer.ask(`MAIL FROM:<ann@customer.example> SIZE=${100 * MB}`)).toMatch(/^552 5\.3\.4 /);
  expect(await peer.ask("MAIL FROM:<ann@customer.example> SIZE=1000")).toMatch(/^250 /);
  peer.destroy();
});

test("100 MB are refused after DATA, with bounded memory", async () => {
  const { large, small } = await sendLarge(100);
  expect(large).toMatch(/^552 5\.3\.4 /);
  expect(small).toMatch(/^250 /);
});

test("100 MB on several connections at once are refused or deferred, with bounded memory", async () => {
  for (const { large, small } of await Promise.all([1, 2, 3, 4, 5, 6].map(() => sendLarge(100)))) {
    expect(large).toMatch(/^(?:552 5\.3\.4|451 4\.3\.2) /);
    expect(small).toMatch(/^250 /);
  }
  expect(desk.program.peakMemory()).toBeLessThan(600 * MB);
});

/** Sends a mail of this many megabytes without SIZE, and then a small one in the same session. */
async function sendLarge(megabytes: number): Promise<{ readonly large: string; readonly small: string }> {
  const peer = await new Peer(desk.smtp).hello();
  expect(await peer.begin(mailbox)).toMatch(/^354 /);
  peer.send("Subject: large\r\n\r\n");
  const piece = Buffer.from(`${"a".repeat(1022)}\r\n`.repeat(1024));
  for (let sent = 0; sent < megabytes; sent++) await peer.sendNow(piece);
  const large = await peer.ask(".");
  expect(await peer.begin(mailbox)).toMatch(/^354 /);
  const small = await peer.ask(`${from()}\r\nHello\r\n.`);
  peer.destroy();
  return { large, small };
}

test("45 MB are accepted and become a ticket with all bytes, with bounded memory", async () => {
  const line = `${Buffer.alloc(57, "large").toString("base64")}\r\n`;
  const raw = Buffer.from(
    `From: ann@customer.example\r\nSubject: A film\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: application/octet-stream; name=film.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
      line.repeat(Math.floor((45 * MB) / line.length)),
  );
  const id = idIn(await handOver(desk.smtp, raw));
  expect(await outcomeOf(desk.api, id)).toMatchObject({ outcome: "ticket" });
  expect((await desk.api.get(`/api/v1/mails/${id}/raw`)).bytes.equals(raw)).toBe(true);
  expect(desk.program.peakMemory()).toBeLessThan(900 * MB);
});

const nested = Array.from({ length: 1000 }, (_, n) => n);

/** Mails that are accepted, and held if they exceed a limit for reading. */
const odd: Readonly<Record<string, readonly [outcome: string, text: string]>> = {
  "10,000 headers": ["held", `${from()}${"X-Odd: yes\r\n".repeat(10_000)}\r\nHello\r\n`],
  "one header of 2 MB": ["held", `${from()}X-Odd: ${"yes\r\n ".repeat(400_000)}\r\n\r\nHello\r\n`],
  "1,000 nested parts": [
    "held",
    `${from()}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n${nested
      .map((n) => `--b${n}\r\nContent-Type: multipart/mixed; boundary=b${n + 1}\r\n\r\n`)
      .join("")}--b1000\r\n\r\nHello\r\n`,
  ],
  "1,000 nested messages": [
    "ticket",
    `${from()}MIME-Version: 1.0\r\n${"Content-Type: message/rfc822\r\n\r\n".repeat(1000)}Hello\r\n`,
  ],
  "100,000 parts": [
    "held",
    `${from()}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\n\r\n".repeat(100_000)}--b--\r\n`,
  ],
  "100,000 addresses": [
    "ticket",
    `${from()}To: ${"a@b.example,\r\n ".repeat(60_000)}c@d.example\r\n\r\nHello\r\n`,
  ],
  "50,000 references": ["ticket", `${from()}References: ${"<a@b>\r\n ".repeat(50_000)}\r\n\r\nHello\r\n`],
  "a line of 20 MB": ["ticket", `${from()}\r\n${"a ".repeat(10 * MB)}\r\n`],
  "20 MB of HTML, deeply nested": [
    "ticket",
    `${from()}Content-Type: text/html\r\n\r\n${"<div>".repeat(4 * MB)}\r\n`,
  ],
  "20 MB of quotes": ["ticket", `${from()}\r\n${`${">".repeat(900)}\r\n`.repeat(23_000)}`],
  "zero bytes": ["ticket", `${from()}\r\n${"\0".repeat(100_000)}\r\n`],
  nothing: ["ticket", ""],
};

test.each(Object.entries(odd))("a mail of %s", async (_name, [outcome, text]) => {
  const raw = Buffer.from(text, "latin1");
  const id = idIn(await handOver(desk.smtp, raw));
  const mail = await outcomeOf(desk.api, id);
  expect(mail).toMatchObject({ outcome });
  if (outcome === "held") expect(mail.cause).toMatch(/\w+ \w+/);
  expect((await desk.api.get(`/api/v1/mails/${id}/raw`)).bytes.equals(raw)).toBe(true);
  // The cost of viewing it is bounded too.
  const path = mail.ticket === null ? `/api/v1/mails/${id}` : `/api/v1/tickets/${mail.ticket}`;
  expect((await desk.api.get(path)).status).toBe(200);
  expect(desk.program.peakMemory()).toBeLessThan(900 * MB);
});

test("half a mail and a closed connection leave nothing behind", async () => {
  const before = await received();
  for (let n = 0; n < 50; n++) {
    const peer = await new Peer(desk.smtp).hello();
    await peer.begin(mailbox);
    await peer.sendNow(plainMail("half"));
    if (n % 2 === 0) peer.destroy();
    else peer.finish();
  }
  idIn(await handOver(desk.smtp, plainMail("whole")));
  expect(await received()).toBe(before + 1);
});

test("afterwards every mail has one outcome, and no bug was reported", async () => {
  const id = idIn(await handOver(desk.smtp, plainMail("after")));
  expect(await outcomeOf(desk.api, id)).toMatchObject({ outcome: "ticket" });
  expect(desk.program.log().filter((line) => / error |bug/.test(line))).toEqual([]);
  const list = z.object({ items: z.array(z.object({ outcome: z.string() })) });
  const { items } = list.parse(await desk.api.json("/api/v1/mails?limit=1000"));
  expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(["ticket", "held"]));
});

const received = async () =>
  z.object({ items: z.array(z.unknown()) }).parse(await desk.api.json("/api/v1/mails?limit=1000")).items
    .length;
