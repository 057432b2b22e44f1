/** Garbage on every port: a clear answer or a closed connection, and everything still works. */
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Random, randomFrom } from "../support/random.ts";
import { dataFolder } from "../support/record.ts";
import { handOver, idIn, outcomeOf, plainMail, type RunningServer, runServer } from "../support/server.ts";

const MB = 1024 * 1024;
const seed = Number(process.env.GARBAGE_SEED ?? Math.floor(Math.random() * 2 ** 32));
const random = randomFrom(seed);
const folder = dataFolder();
let desk: RunningServer;
let before: number;

beforeAll(async () => {
  console.log(`GARBAGE_SEED=${seed}`);
  desk = await runServer(folder.path, "--https", "127.0.0.1:0");
  await stillWell("before");
  before = desk.program.peakMemory();
});
afterAll(async () => {
  desk.api.close();
  const { status } = await desk.program.stop();
  folder.remove();
  expect(status).toBe(0);
});

const host = "Host: desk.example\r\n";
const hello = Buffer.from("1603010200010001fc0303", "hex");

/** What is sent, and the form of any answer. */
const smtp: Readonly<Record<string, string | Buffer>> = {
  "an HTTP request": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\nMAIL FROM:<a@b>\r\n",
  "the beginning of TLS": Buffer.concat([hello, noise(random, 500)]),
  "a line without an end": Buffer.alloc(3 * MB, "A"),
  "zero bytes": Buffer.alloc(100_000),
  "only line ends": "\r\n".repeat(5_000),
  "commands in any order": "DATA\r\nRCPT TO:<a@b>\r\nMAIL\r\nRSET\r\nNOOP\r\nEHLO\r\nQUIT\r\n".repeat(50),
  "a hundred thousand commands at once": `EHLO a.example\r\n${"NOOP\r\n".repeat(100_000)}`,
  "a thousand recipients that nobody knows": `EHLO a.example\r\nMAIL FROM:<a@b.example>\r\n${Array.from({ length: 1000 }, (_, n) => `RCPT TO:<${n}@desk.example>\r\n`).join("")}`,
  "addresses full of odd bytes": Buffer.from(
    "EHLO \x00\x7f\xff\r\nMAIL FROM:<\xff\xfe\x00@[IPv6:::1]>\r\nRCPT TO:<@a,@b:c@d>\r\n",
    "latin1",
  ),
};

const http: Readonly<Record<string, string | Buffer>> = {
  "an SMTP session": "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\n",
  "the beginning of TLS": Buffer.concat([hello, noise(random, 500)]),
  "a request line without an end": `GET /${"a".repeat(MB)}`,
  "a header without an end": `GET / HTTP/1.1\r\n${host}X: ${"a".repeat(MB)}`,
  "ten thousand headers": `GET / HTTP/1.1\r\n${host}${"X: y\r\n".repeat(10_000)}\r\n`,
  "two lengths": `POST /login HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello`,
  "a length and chunks": `POST /login HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /tickets HTTP/1.1\r\n\r\n`,
  "chunks that are none": `POST /login HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzzzz\r\n`,
  "a negative length": `POST /login HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
  "a body that ends early": `POST /login HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nname=a`,
  "no host": "GET / HTTP/1.1\r\n\r\n",
  "a host that is none": "GET / HTTP/1.1\r\nHost: a/b?c#d@e:f\r\n\r\n",
  "a path out of the tree": `GET /assets/../../../../etc/passwd HTTP/1.1\r\n${host}\r\n`,
  "a path out of the tree, encoded": `GET /assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\n${host}\r\n`,
  "a path that is not UTF-8": `GET /tickets/%ff%fe%00 HTTP/1.1\r\n${host}\r\n`,
  "a percent sign alone": `GET /api/v1/tickets?q=% HTTP/1.1\r\n${host}\r\n`,
  "a full address": `GET http://elsewhere.example/tickets HTTP/1.1\r\n${host}\r\n`,
  "a method nobody knows": `BREW /login HTTP/1.1\r\n${host}\r\n`,
  "a tunnel": "CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n",
  "an upgrade": `GET / HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  "a cookie of odd bytes": `GET /tickets HTTP/1.1\r\n${host}Cookie: mm_session=${"%".repeat(500)}; =;;==\r\n\r\n`,
  "a form that is none": `POST /login HTTP/1.1\r\n${host}Content-Type: multipart/form-data; boundary=\r\nContent-Length: 4\r\n\r\n--\r\n`,
};

test.each(Object.entries(smtp))("SMTP: %s", async (_name, bytes) => {
  const said = await exchange(connect(desk.smtp, "127.0.0.1"), bytes);
  expect(said).toMatch(/^220 desk\.example ESMTP\r\n/);
  for (const line of said.split("\r\n").slice(1, -1)) expect(line).toMatch(/^[245]\d\d[ -]/);
  expect(said).not.toMatch(/^(?:354|451 4\.3\.0)/m);
});

test.each(Object.entries(http))("HTTP: %s", async (_name, bytes) => {
  clear(await exchange(connect(Number(desk.http.split(":")[1]), "127.0.0.1"), bytes));
});

test.each(Object.entries(http))("HTTPS, within TLS: %s", async (_name, bytes) => {
  clear(await exchange(connectTls({ port: desk.https, rejectUnauthorized: false }), bytes));
});

test("HTTPS, without TLS: input for the other ports", async () => {
  for (const bytes of [...Object.values(smtp), ...Object.values(http)])
    expect(await exchange(connect(desk.https, "127.0.0.1"), bytes)).not.toContain("HTTP/1.1 200");
});

test("random bytes, in pieces, on all ports at the same time", async () => {
  const ports = [desk.smtp, desk.https, Number(desk.http.split(":")[1])];
  const all = Array.from({ length: 60 }, (_, n) => {
    const pieces = Array.from({ length: random.int(1, 20) }, () => noise(random, random.int(1, 5_000)));
    return exchange(connect(ports[n % 3] ?? 0, "127.0.0.1"), ...pieces);
  });
  await Promise.all(all);
});

test("two thousand connections that send nothing and close", async () => {
  const ports = [desk.smtp, desk.https, Number(desk.http.split(":")[1])];
  for (let round = 0; round < 20; round++)
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => exchange(connect(ports[n % 3] ?? 0, "127.0.0.1"))),
    );
});

test.each([
  ["nothing", ""],
  ["no JSON", "{"],
  ["a hundred thousand brackets", "[".repeat(100_000)],
  ["an object as deep", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`],
  ["a prototype", '{"text":"x","__proto__":{"admin":true}}'],
  ["a number for a text", '{"text":1e999}'],
  ["half a character", Buffer.from([0x22, 0xc3, 0x22])],
  ["2 MB", JSON.stringify({ text: "a".repeat(2 * MB) })],
])("API: a body of %s", async (_name, body) => {
  for (const path of ["/tickets", "/tickets/1/notes", "/tickets/99999999999999999999/replies"]) {
    const head =
      `POST /api/v1${path} HTTP/1.1\r\n${host}Authorization: Bearer ${desk.token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const said = await exchange(connect(Number(desk.http.split(":")[1]), "127.0.0.1"), head, body);
    clear(said);
    // The connection may be cut after the error, while the client is still sending.
    if (body.length < MB) expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
  }
});

test("afterwards it is healthy, has used little memory, and reported no bug", async () => {
  await stillWell("after");
  expect(desk.program.peakMemory() - before).toBeLessThan(150 * MB);
  expect(desk.program.log().filter((line) => / error |bug/.test(line))).toEqual([]);
});

async function stillWell(when: string): Promise<void> {
  const id = idIn(await handOver(desk.smtp, plainMail(`well ${when}`)));
  expect(await outcomeOf(desk.api, id)).toMatchObject({ outcome: "ticket" });
  expect((await fetch(`http://${desk.http}/login`)).status).toBe(200);
}

/** Every answer is intended: no 200 with data, and no 500. */
function clear(said: string): void {
  const statuses = [...said.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((found) => Number(found[1]));
  for (const status of statuses)
    expect([200, 302, 303, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 421, 422, 431]).toContain(
      status,
    );
  expect(said).not.toContain("root:");
  expect(said).not.toMatch(/\bat .*\.(?:ts|js|cjs):\d/);
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(0, 255)));
}

/** Sends pieces and ends its side. @returns everything received until the connection is closed */
function exchange(
  socket: ReturnType<typeof connect>,
  ...pieces: readonly (string | Buffer)[]
): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the line stays open; so far: ${said.slice(0, 500)}`));
    }, 20_000);
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString("latin1");
    });
    // A closed connection is an answer too.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(late);
      resolve(said);
    });
    for (const piece of pieces) socket.write(piece);
    socket.end();
  });
}
