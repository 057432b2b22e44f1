/** Misbehaving servers: they must not affect anything but the question that was asked. */

import { createServer, type Server, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { afterAll, afterEach, expect, test } from "vitest";
import { selfSigned } from "../../../test/support/certificate.ts";
import { captureLog } from "../../../test/support/engine.ts";
import { patience } from "../../../test/support/patience.ts";
import { fault } from "../../base/fault.ts";
import type { Directory, DirectoryReply } from "../../domain/directory/index.ts";
import { inEnglish } from "../../text/index.ts";
import { createDirectoryClient } from "./client.ts";

const pair = selfSigned({ hostname: "localhost", now: Date.now() });
const log = captureLog();
const entryPoint = { url: new URL("worker.ts", import.meta.url) };
/** For servers that answer, even on a slow machine. */
const patient = createDirectoryClient({
  ...{ entry: entryPoint, log, now: Date.now },
  ...{ time: patience, times: { connect: patience, command: patience } },
});
/** For servers that never answer. */
const hasty = createDirectoryClient({
  ...{ entry: entryPoint, log, now: Date.now },
  ...{ time: patience, times: { connect: 1500, command: 1500 } },
});
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  log.lines.length = 0;
});
afterAll(() => Promise.all([patient.close(), hasty.close()]));

/** An element of BER (X.690). */
function ber(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = Buffer.alloc(5, 0x84);
  length.writeUInt32BE(content.length, 1);
  return Buffer.concat([Buffer.of(tag), length, content]);
}
const message = (id: Buffer, ...parts: readonly Buffer[]) => ber(0x30, ber(2, id), ...parts);
/** A response: 0x61 to a log-in, 0x65 at the end of a search, 0x78 to StartTLS; success if no code is given. */
const done = (id: Buffer, tag: number, code = 0, text = "") =>
  message(id, ber(tag, ber(10, Buffer.of(code)), ber(4, ""), ber(4, text)));
const found = (id: Buffer, dn: string, name = "cn", value = "x") =>
  message(id, ber(0x64, ber(4, dn), ber(0x30, ber(0x30, ber(4, name), ber(0x31, ber(4, value))))));

interface Request {
  readonly id: Buffer;
  /** 0x60 log-in, 0x63 search, 0x77 StartTLS */
  readonly tag: number;
  readonly socket: Socket;
}
/** A request from ldapjs: its lengths have one byte, or the number of bytes that the first one gives. */
function requestIn(data: Buffer, socket: Socket): Request {
  const start = (data[1] ?? 0) < 0x80 ? 2 : 2 + ((data[1] ?? 0) & 0x7f);
  const length = data[start + 1] ?? 0;
  return { id: data.subarray(start + 2, start + 2 + length), tag: data[start + 2 + length] ?? 0, socket };
}

/** A server that accepts every log-in, and handles everything else as a test says. */
async function serving(
  search: (request: Request) => void,
  more: Partial<Directory> = {},
): Promise<Directory> {
  return listening((socket) => {
    socket.on("data", (data: Buffer) => {
      const request = requestIn(data, socket);
      if (request.tag === 0x60) socket.write(done(request.id, 0x61));
      else search(request);
    });
  }, more);
}

async function listening(took: (socket: Socket) => void, more: Partial<Directory> = {}): Promise<Directory> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    took(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    ...{ enabled: true, servers: [`ldap://localhost:${port}`], encryption: "none", authorities: pair.cert },
    ...{ bindDn: "cn=service", bindPassword: "service secret", baseDn: "dc=desk", filter: "(uid={user})" },
    ...{ nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
    ...more,
  };
}

const ask = (directory: Directory, from = patient): Promise<DirectoryReply> =>
  from.ask(directory, { user: "ann", password: "ann's secret", every: false });

async function told(directory: Directory, from = patient): Promise<string> {
  const { outcome } = await ask(directory, from);
  if (outcome.kind === "failed") return `${outcome.problem.kind}: ${inEnglish(outcome.problem.why)}`;
  return outcome.kind === "person" ? outcome.password : outcome.kind;
}

test("the server of these tests works", async () => {
  const directory = await serving(({ id, socket }) => {
    socket.write(Buffer.concat([found(id, "uid=ann"), done(id, 0x65)]));
  });
  expect(await told(directory)).toBe("right");
});

test.each<[name: string, scheme: string, more: Partial<Directory>, said: RegExp]>([
  ["takes the connection and says nothing", "ldap", {}, /^silent: no answer within/],
  ["does not answer StartTLS", "ldap", { encryption: "starttls" }, /^silent: no answer within/],
  ["does not shake hands", "ldaps", {}, /^silent: (?:no answer within|connection timeout)/],
])("one that %s", async (_, scheme, more, said) => {
  const directory = await listening(() => {}, more);
  const servers = directory.servers.map((one) => one.replace("ldap:", `${scheme}:`));
  expect(await told({ ...directory, servers }, hasty)).toMatch(said);
});

test("one that begins StartTLS and then is silent", async () => {
  const directory = await listening((socket) => {
    socket.once("data", (data: Buffer) => socket.write(done(requestIn(data, socket).id, 0x78)));
  });
  expect(await told({ ...directory, encryption: "starttls" }, hasty)).toMatch(/^silent: no answer within/);
});

test("one that keeps sending slowly blocks nobody", async () => {
  const drips = await serving(({ id, socket }) => {
    setInterval(() => socket.writable && socket.write(found(id, "uid=ann")), 50).unref();
  });
  expect(await told(drips)).toBe("several");
  const impatient = createDirectoryClient({ entry: entryPoint, log, now: Date.now, time: 700 });
  try {
    const { outcome } = await ask(await listening(() => {}), impatient);
    expect(outcome).toMatchObject({
      kind: "failed",
      problem: { kind: "silent", why: fault("server.silent") },
    });
  } finally {
    await impatient.close();
  }
});

test.each<[data: string, password: string, service: string]>([
  ["52e", "wrong", "name or password is wrong"],
  ["775", "wrong", "the account is locked"],
  ["532", "expired", "the password has expired"],
  ["773", "expired", "the password has to be changed"],
])("Active Directory, which explains a refused log-in with %s", async (data, password, service) => {
  const text = `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${data}, v4563\0`;
  const refusing = (from: number) => {
    let logins = 0;
    return listening((socket) => {
      socket.on("data", (bytes: Buffer) => {
        const { id, tag } = requestIn(bytes, socket);
        if (tag === 0x60) socket.write(++logins < from ? done(id, 0x61) : done(id, 0x61, 49, text));
        else socket.write(Buffer.concat([found(id, "uid=ann"), done(id, 0x65)]));
      });
    });
  };
  expect(await told(await refusing(2))).toBe(password);
  const said = `bind: Invalid Credentials: ${text.slice(0, -1)} (${service})`;
  expect(await told(await refusing(1))).toBe(said);
});

test.each<[code: number, step: "bind" | "search", said: RegExp]>([
  [8, "bind", /^unencrypted: Strong Auth Required: why$/],
  [13, "bind", /^unencrypted: /],
  [51, "bind", /^silent: Busy: why$/],
  [53, "bind", /^bind: /],
  [1, "bind", /^odd: /],
  [1, "search", /^bind: /],
  [10, "search", /^base: /],
  [18, "search", /^filter: /],
  [4, "search", /^odd: /],
])("the result code %i to a %s", async (code, step, said) => {
  const directory = await listening((socket) => {
    socket.on("data", (bytes: Buffer) => {
      const { id, tag } = requestIn(bytes, socket);
      const now = tag === 0x60 ? "bind" : "search";
      socket.write(done(id, tag === 0x60 ? 0x61 : 0x65, now === step ? code : 0, "why"));
    });
  });
  expect(await told(directory)).toMatch(said);
});

test("one that closes the connection", async () => {
  expect(await told(await listening((socket) => socket.end()))).toMatch(/^silent: /);
  expect(await told(await serving(({ socket }) => socket.destroy()))).toMatch(/^silent: /);
});

test.each<[name: string, bytes: Buffer]>([
  ["another protocol", Buffer.from([0x30, 3, 2, 1, 1])],
  ["a length without end", Buffer.from([0x30, 0x80, 2, 1, 1])],
  ["a length of five bytes", Buffer.from([0x30, 0x85, 1, 1, 1, 1, 1])],
])("one that answers in %s", async (_, bytes) => {
  expect(await told(await serving(({ socket }) => socket.write(bytes)))).toMatch(/^odd: /);
});

test("one with an endless answer", async () => {
  const directory = await serving(({ socket }) => {
    const more = () => {
      while (socket.writable && socket.write(Buffer.alloc(65_536)));
    };
    socket.on("drain", more);
    socket.write(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]));
    more();
  });
  expect(await told(directory)).toBe("odd: it sends more than was requested");
});

test("one with thousands of answers at once", async () => {
  const directory = await serving(({ id, socket }) => {
    const [least] = id.subarray(-1);
    // The shortest possible entries, nested: ldapjs parses them recursively.
    const entry = Buffer.from([0x30, 12, 2, 1, least ?? 0, 0x64, 7, 4, 3, 0x61, 0x3d, 0x62, 0x30, 0]);
    socket.write(Buffer.concat(Array.from({ length: 50_000 }, () => entry)));
  });
  expect(await told(directory)).toMatch(/^(?:several|odd: its answer could not be read)$/);
});

test("whatever ends a thread only affects one question", async () => {
  const broken = createDirectoryClient({
    ...{ entry: { code: "throw new Error('broken')" }, log, now: Date.now, time: patience },
  });
  const { outcome } = await ask(await listening(() => {}), broken);
  expect(outcome).toMatchObject({ kind: "failed", problem: { why: fault("server.unreadable") } });
  expect(log.lines).toEqual([
    expect.stringMatching(/^error ldap: the thread that queries the directory failed/),
  ]);
  const busy = createDirectoryClient({ entry: { code: "for (;;);" }, log, now: Date.now, time: 700 });
  expect((await ask(await listening(() => {}), busy)).outcome).toMatchObject({ kind: "failed" });
  const gone = createDirectoryClient({ entry: { code: "process.exit()" }, log, now: Date.now });
  expect((await ask(await listening(() => {}), gone)).outcome).toMatchObject({ kind: "failed" });
});

test("one whose entry has no DN, or an invalid one", async () => {
  const named = (dn: string) =>
    serving(({ id, socket }) => {
      socket.write(Buffer.concat([found(id, dn), done(id, 0x65)]));
    });
  expect(await told(await named(""))).toBe("odd: it has an entry without a name");
  expect(await told(await named("no name at all"))).toMatch(/^odd: /);
});

test("its entries' names are used as it writes them, even where it does not repeat them as attributes", async () => {
  const dn = "CN=Bj\u00f6rk\\, J\u00f3n ,ou=people";
  const directory = await serving(({ id, socket }) => {
    socket.write(Buffer.concat([found(id, dn), done(id, 0x65)]));
  });
  expect((await ask(directory)).outcome).toMatchObject({ person: { dn } });
});

test("one with attributes named like object properties", async () => {
  const directory = await serving(({ id, socket }) => {
    socket.write(Buffer.concat([found(id, "uid=ann", "__proto__", "polluted"), done(id, 0x65)]));
  });
  const { outcome } = await ask({ ...directory, nameAttribute: "toString" });
  expect(outcome).toMatchObject({ person: { dn: "uid=ann", names: [], mails: [] } });
  expect({}).not.toHaveProperty("polluted");
});

test("clear text after the response to StartTLS is not read as encrypted data", async () => {
  const heard: Buffer[] = [];
  const directory = await listening(
    (socket) => {
      socket.once("data", (data: Buffer) => {
        const { id } = requestIn(data, socket);
        // The beginning of a message that would swallow the true response to a log-in as its end.
        socket.write(Buffer.concat([done(id, 0x78), Buffer.from([0x30, 0x84, 0, 0, 0, 0x40])]));
        const secure = new TLSSocket(socket, { isServer: true, key: pair.key, cert: pair.cert });
        secure.on("error", () => {});
        secure.on("data", (plain: Buffer) => heard.push(plain));
      });
    },
    { encryption: "starttls" },
  );
  expect(await told(directory)).toBe("odd: it sends something in the clear after its answer to StartTLS");
  expect(Buffer.concat(heard).toString()).toBe("");
});

test("more questions than threads wait until one is free", async () => {
  const directory = await serving(({ id, socket }) => {
    socket.write(Buffer.concat([found(id, "uid=ann"), done(id, 0x65)]));
  });
  const replies = await Promise.all(Array.from({ length: 9 }, () => ask(directory)));
  expect(replies.map(({ outcome }) => outcome.kind)).toEqual(Array.from({ length: 9 }, () => "person"));
});

test("at a stop, waiting questions are answered", async () => {
  const own = createDirectoryClient({ entry: entryPoint, log, now: Date.now });
  const asked = ask(await listening(() => {}), own);
  await own.close();
  expect((await asked).outcome).toMatchObject({ kind: "failed", problem: { kind: "silent" } });
  expect((await ask(await listening(() => {}), own)).outcome).toMatchObject({ kind: "failed" });
});
