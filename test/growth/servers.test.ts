/** What servers answer to us may be hostile: DNS, LDAP, IMAP, scanners, and a CA by ACME. */
import { createSocket } from "node:dgram";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { decode, encode } from "dns-packet";
import { afterEach, expect, test } from "vitest";
import type { Directory } from "../../src/domain/directory/index.ts";
import type { ImapAccount } from "../../src/domain/settings/index.ts";
import { validatingResolver } from "../../src/edges/dns/index.ts";
import { tryAccount } from "../../src/edges/imap/probe.ts";
import { answer as askDirectory } from "../../src/edges/ldap/question.ts";
import { askClamd } from "../../src/edges/scanners/clamd.ts";
import { askRspamd } from "../../src/edges/scanners/rspamd.ts";
import { askSpamd } from "../../src/edges/scanners/spamd.ts";
import { orderCertificate, selfSigned } from "../support/certificate.ts";
import { grown } from "./sending.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

// Sizes are such that four times as much, as is tried after a first failure, is still below the bounds of what is read.

/** What a server says, with about `size` bytes of something hostile in it. */
type Saying = readonly [name: string, text: (size: number) => string];

const run =
  (unit: string, before = "", after = "") =>
  (size: number): string =>
    before + unit.repeat(Math.ceil(size / unit.length)) + after;

/** Listens on a free port of this machine. */
async function listening(server: Server): Promise<number> {
  stops.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const handling = (took: (socket: Socket) => void): Promise<number> =>
  listening(
    createServer((socket) => {
      socket.on("error", () => {});
      stops.push(() => socket.destroy());
      took(socket);
    }),
  );

/** The failures of all sayings. @param ask asks the server that says `current.text` */
async function measured(
  sayings: readonly Saying[],
  n: number,
  current: { text: string | Buffer },
  ask: () => Promise<unknown>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [name, text] of sayings) {
    const asked = async (said: string) => {
      current.text = said;
      await ask();
    };
    problems.push(...(await grown(name, n, text, asked)));
  }
  return problems;
}

/** With an outcome either way: a refusal is one. */
const settled = (work: Promise<unknown>): Promise<unknown> => work.catch((cause: unknown) => cause);

const origin = { ip: "192.0.2.1", helo: "a.example", envelope: { from: "", to: [] } };
const mail = Buffer.from("Subject: x\r\n\r\nx\r\n");
/** Milliseconds in which a server answers. */
const patience = 60_000;
const limits = { time: patience, signal: new AbortController().signal };

test("what ClamAV answers takes linear time", async () => {
  const current = { text: "" };
  const port = await handling((socket) => {
    socket.once("data", () => socket.end(current.text));
  });
  const place = { kind: "clamd", at: { host: "127.0.0.1", port } } as const;
  const sayings: readonly Saying[] = [
    ["a run", run("a", "stream: ")],
    ["blanks", run(" ", "stream: ", "FOUND")],
    ["NUL", run("\0", "stream: OK")],
    ["line feeds", run("\n", "stream: x FOUND", "x")],
    ["FOUND", run(" FOUND", "stream: x", "x")],
    ["stream:", run("stream: ")],
  ];
  current.text = "stream: OK";
  expect(await askClamd(place, mail, limits)).toMatchObject({ virus: null });
  expect(await measured(sayings, 60_000, current, () => settled(askClamd(place, mail, limits)))).toEqual([]);
});

test("what SpamAssassin answers takes linear time", async () => {
  const current = { text: "" };
  const port = await handling((socket) => {
    socket.once("data", () => socket.end(current.text));
  });
  const place = { kind: "spamd", at: { host: "127.0.0.1", port } } as const;
  const head = "SPAMD/1.1 0 EX_OK\r\n";
  const sayings: readonly Saying[] = [
    ["symbols", run("A_B,", `${head}Spam: True ; 9 / 5\r\n\r\n`)],
    ["commas", run(",", `${head}Spam: True ; 9 / 5\r\n\r\n`)],
    ["blanks after Spam", run(" ", `${head}Spam:`, "x\r\n\r\n")],
    ["blanks after the verdict", run(" ", `${head}Spam: True`, "x\r\n\r\n")],
    ["digits", run("1", `${head}Spam: True ; `, "x\r\n\r\n")],
    ["points", run(".", `${head}Spam: True ; 1 / `, "x\r\n\r\n")],
    ["lines", run("Spam: True ; \r\n", head, "\r\n\r\n")],
    ["ends of headers", run("\r\n", head)],
    ["versions", run(".", "SPAMD/", "x\r\n\r\n")],
  ];
  current.text = `${head}Spam: True ; 9 / 5\r\n\r\nBAYES_99,URI_HEX`;
  expect(await askSpamd(place, mail, limits)).toMatchObject({
    spam: true,
    symbols: ["BAYES_99", "URI_HEX"],
  });
  expect(await measured(sayings, 60_000, current, () => settled(askSpamd(place, mail, limits)))).toEqual([]);
});

test("what rspamd answers takes linear time", async () => {
  const current = { text: "" };
  const server = createHttp((request, response) => {
    request.resume();
    request.on("end", () => response.end(current.text));
  });
  const port = await listening(server);
  const place = { kind: "rspamd", at: { host: "127.0.0.1", port } } as const;
  const verdict = '{"score":1,"required_score":15,"action":"';
  const symbols = (size: number): string => {
    const names = Array.from({ length: Math.ceil(size / 15) }, (_, n) => `"S${`${n}`.padStart(8, "0")}":{}`);
    return `${verdict}reject","symbols":{${names.join(",")}}}`;
  };
  const sayings: readonly Saying[] = [
    ["symbols", symbols],
    ["one symbol", run("A", `${verdict}reject","symbols":{"`, '":1}}')],
    ["an action", run("a", verdict, '"}')],
    ["brackets", run("[")],
    ["fields", run('"a":1,', "{", '"a":1}')],
    ["blanks", run(" ")],
    ["escapes", run("\\u0041", '{"action":"', '"}')],
  ];
  current.text = symbols(20);
  expect(await askRspamd(place, mail, origin, limits)).toMatchObject({ spam: true });
  const ask = () => settled(askRspamd(place, mail, origin, limits));
  expect(await measured(sayings, 240_000, current, ask)).toEqual([]);
});

test("what a DNS server answers takes linear time", async () => {
  let build: (question: Buffer) => Buffer = (question) => question;
  const udp = createSocket("udp4");
  stops.push(() => udp.close());
  udp.on("message", (question, { port, address }) => {
    const { id, questions } = decode(question);
    // The rest by TCP.
    const truncated = encode({ type: "response", id, flags: 0x0200, questions: questions ?? [] });
    udp.send(truncated, port, address);
  });
  const port = await handling((socket) => {
    socket.once("data", (question: Buffer) => {
      const said = build(question.subarray(2));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(said.length);
      socket.end(Buffer.concat([length, said]));
    });
  });
  await new Promise<void>((resolve) => udp.bind(port, "127.0.0.1", resolve));
  const resolver = validatingResolver({ servers: [{ host: "127.0.0.1", port }], timeout: patience });
  build = (question) => dnsMessage(question, [dnsRecord(asked, TXT, Buffer.of(1, 97))]);
  expect(await resolver.txt("a.example")).toMatchObject({ kind: "found", records: ["a"] });
  const problems: string[] = [];
  for (const [name, records] of dnsAnswers) {
    const ask = async (found: readonly Buffer[]) => {
      build = (question) => dnsMessage(question, found);
      await Promise.all([resolver.txt("a.example"), resolver.mx("a.example")]);
    };
    problems.push(...(await grown(name, 15_000, records, ask)));
  }
  expect(problems).toEqual([]);
});

/** Bytes of a header, and of the question for a.example. */
const HEADER = 12;
const QUESTION = 15;

/** A response with this question, and records. */
function dnsMessage(question: Buffer, records: readonly Buffer[]): Buffer {
  const head = Buffer.from(question.subarray(0, HEADER + QUESTION));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  return Buffer.concat([head, ...records]);
}

const pointerTo = (at: number): Buffer => Buffer.of(0xc0 | (at >> 8), at & 0xff);

function dnsRecord(owner: Buffer, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

const [CNAME, MX, TXT, UNKNOWN] = [5, 15, 16, 65_280];
const asked = pointerTo(HEADER);
const times = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one);

/** Records of about `size` bytes together. */
const dnsAnswers: readonly (readonly [name: string, records: (size: number) => readonly Buffer[]])[] = [
  ["texts", (size) => times(size / 14, dnsRecord(asked, TXT, Buffer.of(1, 97)))],
  ["one text of many strings", (size) => [dnsRecord(asked, TXT, Buffer.alloc(size, Buffer.of(1, 97)))]],
  ["empty strings", (size) => [dnsRecord(asked, TXT, Buffer.alloc(size))]],
  ["exchangers", (size) => times(size / 16, dnsRecord(asked, MX, Buffer.concat([Buffer.of(0, 1), asked])))],
  ["aliases of itself", (size) => times(size / 14, dnsRecord(asked, CNAME, asked))],
  [
    "long names",
    (size) => {
      const labels = Buffer.concat([Buffer.alloc(252, Buffer.of(1, 97)), Buffer.of(0)]);
      const last = pointerTo(HEADER + QUESTION + HEADER);
      return [
        dnsRecord(asked, UNKNOWN, labels),
        ...times((size - labels.length) / 12, dnsRecord(last, UNKNOWN, Buffer.alloc(0))),
      ];
    },
  ],
  [
    "names at the end of a chain of pointers",
    (size) => {
      const begin = HEADER + QUESTION + HEADER;
      const count = Math.min(Math.floor(size / 8), 8000);
      const chain = Array.from({ length: count }, (_, n) =>
        pointerTo(n === 0 ? HEADER : begin + 2 * (n - 1)),
      );
      const last = pointerTo(begin + 2 * (count - 1));
      return [
        dnsRecord(asked, UNKNOWN, Buffer.concat(chain)),
        ...times((size - 2 * count) / 12, dnsRecord(last, UNKNOWN, Buffer.alloc(0))),
      ];
    },
  ],
];

/** An element of BER (X.690). */
function ber(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = Buffer.alloc(5, 0x84);
  length.writeUInt32BE(content.length, 1);
  return Buffer.concat([Buffer.of(tag), length, content]);
}
const ldapMessage = (id: number, ...parts: readonly Buffer[]): Buffer =>
  ber(0x30, ber(2, Buffer.of(id)), ...parts);
const ldapDone = (tag: number, code = 0, text = ""): Buffer =>
  ber(tag, ber(10, Buffer.of(code)), ber(4, ""), ber(4, text));
const ldapEntry = (dn: string, ...attributes: readonly Buffer[]): Buffer =>
  ber(0x64, ber(4, dn), ber(0x30, ...attributes));
const ldapAttribute = (name: string, ...values: readonly string[]): Buffer =>
  ber(0x30, ber(4, name), ber(0x31, ...values.map((value) => ber(4, value))));

/** What a directory says to a search, before its end. */
const ldapAnswers: readonly (readonly [name: string, parts: (size: number) => readonly Buffer[]])[] = [
  ["values", (size) => [ldapEntry("uid=ann", ldapAttribute("cn", ...times(size / 7, "x")))]],
  ["a value", (size) => [ldapEntry("uid=ann", ldapAttribute("cn", "x".repeat(size)))]],
  ["attributes", (size) => [ldapEntry("uid=ann", ...times(size / 30, ldapAttribute("cn", "x")))]],
  ["an attribute's name", (size) => [ldapEntry("uid=ann", ldapAttribute("c".repeat(size), "x"))]],
  ["a DN", (size) => [ldapEntry(`uid=${"a,".repeat(size / 2)}`)]],
  ["a DN of escapes", (size) => [ldapEntry(`uid=${"\\,".repeat(size / 2)}`)]],
  ["referrals", (size) => [ber(0x73, ...times(size / 12, ber(4, "ldap://")))]],
  ["entries", (size) => times(size / 40, ldapEntry("uid=ann", ldapAttribute("cn", "x")))],
  ["a diagnostic message", (size) => [ldapDone(0x65, 1, " ".repeat(size))]],
  ["the meaning of a diagnostic message", (size) => [ldapDone(0x65, 1, "data 5".repeat(size / 6))]],
  ["nested elements", (size) => [ldapEntry("uid=ann", Buffer.alloc(size, Buffer.of(0x30, 0x80)))]],
];

test("what a directory answers takes linear time", async () => {
  let search: readonly Buffer[] = [];
  const port = await handling((socket) => {
    socket.on("data", (data: Buffer) => {
      // ldapjs counts its requests from 1.
      const id = data[4] ?? 1;
      if (data.includes(0x60) && data[5] === 0x60) socket.write(ldapMessage(id, ldapDone(0x61)));
      else
        socket.write(
          Buffer.concat([...search.map((part) => ldapMessage(id, part)), ldapMessage(id, ldapDone(0x65))]),
        );
    });
  });
  const directory: Directory = {
    ...{ enabled: true, servers: [`ldap://127.0.0.1:${port}`], encryption: "none", authorities: "" },
    ...{ bindDn: "cn=service", bindPassword: "s3cret", baseDn: "dc=desk", filter: "(uid={user})" },
    ...{ nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
  };
  const question = { user: "ann", password: null, every: false };
  const look = () => askDirectory(directory, question, { connect: patience, command: patience });
  search = [ldapEntry("uid=ann", ldapAttribute("cn", "Ann"))];
  expect((await look()).outcome).toMatchObject({ kind: "person", person: { names: ["Ann"] } });
  const problems: string[] = [];
  for (const [name, parts] of ldapAnswers) {
    const ask = async (said: readonly Buffer[]) => {
      search = said;
      await look();
    };
    problems.push(...(await grown(name, 210_000, (size) => parts(Math.floor(size)), ask)));
  }
  expect(problems).toEqual([]);
});

/** Untagged responses to STATUS, or the text of its tagged one. */
const imapAnswers: readonly Saying[] = [
  ["a run", run("a", "* STATUS ", "\r\n")],
  ["blanks", run(" ", "* STATUS INBOX (MESSAGES 1", ")\r\n")],
  ["brackets", run("(", "* STATUS INBOX ", "\r\n")],
  ["pairs of brackets", run("()", "* STATUS INBOX ", "\r\n")],
  ["a string", run("a", '* STATUS "', '" (MESSAGES 1)\r\n')],
  ["escapes", run("\\\\", '* STATUS "', '" (MESSAGES 1)\r\n')],
  ["counts", run("MESSAGES 1 ", "* STATUS INBOX (", ")\r\n")],
  ["responses", run("* STATUS INBOX (MESSAGES 1)\r\n")],
  ["unknown responses", run("* 1 EXISTS\r\n")],
  ["line ends", run("\r\n")],
  ["literals", run("{1}\r\na ", "* STATUS ", "\r\n")],
  ["capabilities", run(" X", "* CAPABILITY IMAP4rev1", "\r\n")],
  ["a bye", run("x", "* BYE ", "\r\n")],
  ["square brackets", run("[", "* OK [", "\r\n")],
];

test("what an IMAP server answers takes linear time", async () => {
  const current = { text: "" };
  const port = await handling((socket) => {
    let kept = "";
    socket.write("* OK [CAPABILITY IMAP4rev1] hello\r\n");
    socket.on("data", (data: Buffer) => {
      kept += data.toString("latin1");
      for (let at = kept.indexOf("\r\n"); at >= 0; at = kept.indexOf("\r\n")) {
        const [tag = "", verb = ""] = kept.slice(0, at).split(" ");
        kept = kept.slice(at + 2);
        const said =
          { CAPABILITY: "* CAPABILITY IMAP4rev1\r\n", STATUS: current.text }[verb.toUpperCase()] ?? "";
        socket.write(`${said}${tag} OK done\r\n`);
      }
    });
  });
  const account: ImapAccount = {
    ...{ name: "help", mailbox: "help@desk.example", host: "127.0.0.1", port, tls: "none", certificate: "" },
    ...{ user: "help", login: { kind: "password", password: "s3cret" }, folders: ["INBOX"] },
    ...{ take: "all", after: { kind: "leave" }, enabled: true },
  };
  current.text = "* STATUS INBOX (MESSAGES 3 UNSEEN 1)\r\n";
  expect(await tryAccount(account)).toMatchObject({ value: [{ mails: 3, unseen: 1 }] });
  expect(await measured(imapAnswers, 400_000, current, () => tryAccount(account))).toEqual([]);
});

/** Bodies of a CA's answers: the directory, a refusal, an order, an authorization. */
const acmeAnswers: readonly (readonly [name: string, at: string, text: (size: number) => string])[] = [
  ["blanks in the directory", "/directory", run(" ")],
  ["brackets in the directory", "/directory", run("[")],
  ["a long refusal", "/order", run(" x", '{"type":"x:malformed","detail":"', '"}')],
  ["control characters in a refusal", "/order", run("\\u0000", '{"type":"x:malformed","detail":"', '"}')],
  ["fields of an order", "/order", run('"a":1,', "{", '"a":1}')],
  [
    "challenges",
    "/authorization",
    run(
      '{"type":"x","url":"https://a/"},',
      '{"status":"pending","identifier":{"value":"a.example"},"challenges":[',
      '{"type":"x","url":"https://a/"}]}',
    ),
  ],
  [
    "a status",
    "/authorization",
    run("x", '{"status":"', '","identifier":{"value":"a.example"},"challenges":[]}'),
  ],
];

test("what a CA answers takes linear time", async () => {
  const { key, cert } = selfSigned({ hostname: "localhost", now: Date.now() });
  let current: { readonly at: string; readonly text: string } = { at: "", text: "" };
  const server = createHttps({ key, cert }, (request, response) => {
    request.resume();
    const { url = "" } = request;
    const base = `https://localhost:${portOf(server.address())}`;
    const usual: Readonly<Record<string, object>> = {
      "/directory": { newNonce: `${base}/nonce`, newAccount: `${base}/account`, newOrder: `${base}/order` },
      "/order": {
        status: "pending",
        authorizations: [`${base}/authorization`],
        finalize: `${base}/finalize`,
      },
    };
    const hostile = current.at === url;
    const status = hostile && current.text.includes("malformed") ? 403 : 200;
    const headers = { "replay-nonce": "n", location: `${base}${url}`, connection: "close" };
    response.writeHead(status, headers).end(hostile ? current.text : JSON.stringify(usual[url] ?? {}));
  });
  const port = await listening(server);
  const accountKey = key;
  const order = () =>
    orderCertificate({
      ...{ directory: `https://localhost:${port}/directory`, ca: cert, accountKey, email: null },
      ...{ names: ["a.example"], request: () => new Uint8Array(), answer: () => {}, interval: 1 },
    });
  current = { at: "/authorization", text: "[]" };
  expect(await settled(order())).toMatchObject({ problem: { reason: "acme.unexpected" } });
  const problems: string[] = [];
  for (const [name, at, text] of acmeAnswers) {
    const ask = async (said: string) => {
      current = { at, text: said };
      await settled(order());
    };
    problems.push(...(await grown(name, 240_000, text, ask)));
  }
  expect(problems).toEqual([]);
});
