/** Fetching from a real Dovecot into a real record. */
import { createServer, type Server } from "node:http";
import { connect as connectTcp, createServer as createTcp } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Dovecot, password, startDovecot } from "../../../test/support/dovecot.ts";
import { captureLog, engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { oauthProvider } from "../../../test/support/oauth-server.ts";
import { patience } from "../../../test/support/patience.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { refuse } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import type { ImapAccount, OAuthAccount } from "../../domain/settings/index.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Collection } from "../../engine/intake/receive.ts";
import { createAccessTokens } from "../../engine/settings/access-tokens.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { AccountTimes } from "./account.ts";
import { type Collector, createImapCollector } from "./collector.ts";

/** Intervals so long that nothing happens except what the server reports. */
const patient = { poll: 600_000, round: 600_000, retry: 20, retryMost: 50 };

let dovecot: Dovecot;
let provider: Provider;
beforeAll(async () => {
  provider = await startProvider();
  dovecot = await startDovecot(`${provider.url}/introspect`);
});
afterAll(async () => {
  await dovecot.remove();
  provider.server.close();
});

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
let collector: Collector | null;
let log: ReturnType<typeof captureLog>;
beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record);
  log = captureLog();
  collector = null;
  await setUp(engine);
  await emptied("ann");
});
afterEach(async () => {
  await collector?.stop();
  await engine.stop();
  record.close();
  folder.remove();
});

test("fetches existing mail, and new mail on notification; leaves it unchanged", async () => {
  await dovecot.put(mail(1));
  await dovecot.put(mail(2), { seen: true });
  await fetching({});
  await taken(["1", "2"]);
  await dovecot.put(mail(3));
  await taken(["1", "2", "3"]);
  expect(await dovecot.subjects("INBOX")).toEqual(["1", "*2", "3"]);
  await until(() => expect(status()).toMatchObject({ state: "ok", pushed: true, problem: null }));
  await until(() =>
    expect(status().folders).toEqual([
      { folder: "INBOX", onServer: 3, taken: 3, leftRead: 0, tooLarge: 0, failed: 0 },
    ]),
  );
  const [row] = record.queries.mails({ limit: 1 }).items;
  expect(row).toMatchObject({ mailbox, sender: "ann@customer.example", recipients: [mailbox] });
  expect(record.queries.takenFrom("imap:test/")).toBe(3);
});

test("flags, moves to a folder that is created, deletes", async () => {
  await dovecot.put(mail(1));
  await fetching({ after: { kind: "seen" } });
  await until(async () => expect(await dovecot.subjects("INBOX")).toEqual(["*1"]));
  await dovecot.put(mail(2));
  await fetching({ after: { kind: "move", folder: "Done/This year" } });
  await until(async () => expect(await dovecot.subjects("INBOX")).toEqual([]));
  expect(await dovecot.subjects("Done/This year")).toEqual(["*1", "2"]);
  await dovecot.put(mail(3));
  await fetching({ after: { kind: "delete" } });
  await taken(["1", "2", "3"]);
  await until(async () => expect(await dovecot.subjects("INBOX")).toEqual([]));
});

test("fetches only unread mail, if configured, and counts the rest", async () => {
  await dovecot.put(mail(1), { seen: true });
  await dovecot.put(mail(2));
  await fetching({ take: "unseen", after: { kind: "seen" } });
  await taken(["2"]);
  await until(() => expect(status().folders).toMatchObject([{ onServer: 2, taken: 1, leftRead: 1 }]));
});

test("fetches several folders, those without push by polling, and recognises mail moved between them", async () => {
  await dovecot.put(mail(1));
  await dovecot.put(mail(2), { folder: "Sales" });
  await fetching({ folders: ["INBOX", "Sales"] }, { poll: 100 });
  await taken(["1", "2"]);
  await dovecot.put(mail(3), { folder: "Sales" });
  await taken(["1", "2", "3"]);
  const client = await dovecot.client();
  await client.mailboxOpen("INBOX");
  await client.messageMove("1:*", "Sales");
  await client.logout();
  await until(() =>
    expect(status().folders).toMatchObject([
      { folder: "INBOX", onServer: 0 },
      { folder: "Sales", onServer: 3, taken: 3 },
    ]),
  );
  expect(await subjects()).toEqual(["1", "2", "3"]);
});

test("when UIDVALIDITY changes, no mail is fetched twice and new mail is fetched", async () => {
  await dovecot.put(mail(1));
  await dovecot.put(mail(2));
  await fetching({});
  await taken(["1", "2"]);
  const before = await validity();
  await dovecot.stop();
  await until(() => expect(status().state).toBe("failing"));
  dovecot.forgetUids();
  await dovecot.start();
  await dovecot.put(mail(3));
  expect(await validity()).not.toBe(before);
  await taken(["1", "2", "3"]);
  await until(() => expect(status()).toMatchObject({ state: "ok", folders: [{ onServer: 3, taken: 3 }] }));
  expect(log.lines.join()).toContain("UIDVALIDITY of a folder changed");
});

test("mails with equal bytes are two if both arrived", async () => {
  await dovecot.put(mail(1));
  await dovecot.put(mail(1));
  await fetching({});
  await taken(["1", "1"]);
});

test("interrupted between the commit and the server's changes, it continues and fetches nothing twice", async () => {
  for (const n of [1, 2, 3]) await dovecot.put(mail(n));
  // The commit is done, and then there is no further response, as if the process were killed.
  const dead: Collection = {
    ...engine.reception,
    async receive(incoming) {
      await engine.reception.receive(incoming);
      return new Promise(() => {});
    },
  };
  await saved({ after: { kind: "move", folder: "Done" } });
  const killed = collectorOver(dead, patient);
  killed.start();
  await taken(["1", "2", "3"]);
  expect(await dovecot.subjects("INBOX")).toEqual(["1", "2", "3"]);
  await fetching({ after: { kind: "move", folder: "Done" } });
  await until(async () => expect(await dovecot.subjects("INBOX")).toEqual([]));
  expect(await dovecot.subjects("Done")).toEqual(["1", "2", "3"]);
  expect(await subjects()).toEqual(["1", "2", "3"]);
});

test("a wrong password is reported, and the right one used at once", async () => {
  await dovecot.put(mail(1));
  await fetching({ login: { kind: "password", password: "wrong" } });
  await until(() =>
    expect(status()).toMatchObject({
      state: "failing",
      problem: { params: { problem: { reason: "imap.login" } } },
    }),
  );
  expect(log.lines.join()).toContain("error imap: the server refuses the log-in");
  await saved({});
  await taken(["1"]);
  await until(() => expect(status()).toMatchObject({ state: "ok", problem: null }));
});

test("a missing folder is named", async () => {
  await fetching({ folders: ["Nowhere"] });
  await until(() => expect(problem()).toMatch(/^opening the folder Nowhere: /));
});

test("uses TLS and STARTTLS, but not with an untrusted certificate", async () => {
  await dovecot.put(mail(1));
  const there = { host: "localhost", certificate: dovecot.certificate } as const;
  await fetching({ ...there, port: dovecot.tlsPort, tls: "implicit" });
  await taken(["1"]);
  await dovecot.put(mail(2));
  await fetching({ ...there, tls: "starttls" });
  await taken(["1", "2"]);
  for (const [port, tls] of [
    [dovecot.tlsPort, "implicit"],
    [dovecot.port, "starttls"],
  ] as const) {
    await fetching({ host: "localhost", port, tls });
    await until(() => expect(problem()).toMatch(/self.signed certificate/));
  }
});

test("a mail that is too large stays, is counted, and does not block others", async () => {
  await dovecot.put(`Subject: large\r\n\r\n${"x".repeat(30_000)}\r\n`);
  await dovecot.put(mail(2));
  await fetching({ after: { kind: "delete" } }, {}, 20_000);
  await taken(["2"]);
  await until(() =>
    expect(status().folders).toMatchObject([{ onServer: 1, taken: 0, tooLarge: 1, failed: 0 }]),
  );
  expect(await dovecot.subjects("INBOX")).toEqual(["large"]);
});

test("if moving is refused, that is reported, and mail is still fetched", async () => {
  await dovecot.put(mail(1));
  await fetching({ after: { kind: "move", folder: "no//such" } });
  await taken(["1"]);
  await until(() =>
    expect(status()).toMatchObject({ state: "failing", folders: [{ onServer: 1, taken: 1 }] }),
  );
  await dovecot.put(mail(2));
  await taken(["1", "2"]);
});

test("a mail that breaks the connection does not block others", async () => {
  for (const n of [1, 2, 3]) await dovecot.put(mail(n));
  const line = await breakingAt("Subject: 2");
  await fetching({ port: line.port });
  await taken(["1", "3"]);
  await until(() => expect(status().folders).toMatchObject([{ onServer: 3, taken: 2, failed: 1 }]));
  expect(log.lines.join()).toContain("a mail cannot be fetched");
  await dovecot.put(mail(4));
  await taken(["1", "3", "4"]);
  await collector?.stop();
  line.close();
});

test("a server that becomes silent is detected and reported", async () => {
  const silent = createTcp((socket) => {
    socket.on("error", () => {});
    socket.write("* OK [CAPABILITY IMAP4rev1] hello\r\n");
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await fetching({ port: address.port }, { connect: 100, command: 100 });
  await until(() =>
    expect(status()).toMatchObject({
      state: "failing",
      problem: { reason: "imap.connecting", params: { problem: { reason: "server.late" } } },
    }),
  );
  await collector?.stop();
  silent.close();
});

test("the engine's refusal is reported, and the mail stays until it can be received", async () => {
  await dovecot.put(mail(1));
  let full = true;
  const reception: Collection = {
    ...engine.reception,
    admit: (size) => (full ? refuse(fault("disk.full")) : engine.reception.admit(size)),
  };
  await saved({ after: { kind: "delete" } });
  collector = collectorOver(reception, patient);
  collector.start();
  await until(() =>
    expect(problem()).toBe("no mail can be accepted now: Not enough disk space, please try again later"),
  );
  expect(await dovecot.subjects("INBOX")).toEqual(["1"]);
  full = false;
  await taken(["1"]);
});

test("OAuth 2: a token that the server refuses is renewed once; a refusal of the provider is reported", async () => {
  await dovecot.put(mail(1));
  const oauth = officeAccount("refresh-1");
  await engine.oauth.save(system("test"), oauth);
  // What the provider issues first is not accepted by the server.
  provider.issued.push("withdrawn");
  await fetching({ login: { kind: "oauth2", account: "office" } });
  await taken(["1"]);
  expect(provider.asked).toEqual([
    "grant_type=refresh_token&refresh_token=refresh-1&scope=mail&client_id=desk&client_secret=s3cret",
    "grant_type=refresh_token&refresh_token=refresh-2&scope=mail&client_id=desk&client_secret=s3cret",
  ]);
  expect(record.view.oauthAccount("office")?.refreshToken).toBe("refresh-2");
  await engine.oauth.save(system("test"), { ...oauth, refreshToken: "revoked-letters" });
  await fetching({ login: { kind: "oauth2", account: "office" } });
  await until(() =>
    expect(problem()).toBe(
      "The provider issues no more access tokens for the OAuth account office: invalid_grant The token was revoked",
    ),
  );
});

test("OAuth 2: an account that nobody has signed in to is fetched from as soon as someone has", async () => {
  await dovecot.put(mail(1));
  const oauth = officeAccount("");
  await engine.oauth.save(system("test"), oauth);
  await fetching({ login: { kind: "oauth2", account: "office" } }, { retry: 600_000, retryMost: 600_000 });
  await until(() => expect(status().state).toBe("failing"));
  await engine.oauth.save(system("test"), { ...oauth, refreshToken: "refresh-1" });
  await taken(["1"]);
});

test("disabled or removed accounts are disconnected", async () => {
  await fetching({});
  await until(() => expect(status().state).toBe("ok"));
  await saved({ enabled: false });
  await until(() => expect(status().state).toBe("off"));
  await engine.settings.removeImapAccount(system("test"), "test");
  expect(collector?.status()).toEqual([]);
});

const mail = (n: number): string =>
  `From: ann@customer.example\r\nTo: ${mailbox}\r\nSubject: ${n}\r\nMessage-ID: <${n}@x.example>\r\n\r\nText\r\n`;

function officeAccount(refreshToken: string): OAuthAccount {
  return {
    ...{ name: "office", provider: "other", authorizeUrl: "", deviceUrl: "" },
    tokenUrl: `${provider.url}/token`,
    ...{ clientId: "desk", clientSecret: "s3cret", scope: "mail", servers: ["127.0.0.1"] },
    refreshToken,
  };
}

function account(more: Partial<ImapAccount>): ImapAccount {
  return {
    ...{
      name: "test",
      mailbox,
      host: "127.0.0.1",
      port: dovecot.port,
      tls: "none",
      certificate: "",
      user: "ann",
    },
    ...{
      login: { kind: "password", password },
      folders: ["INBOX"],
      take: "all",
      after: { kind: "leave" },
      enabled: true,
    },
    ...more,
  };
}

async function saved(more: Partial<ImapAccount>): Promise<void> {
  const done = await engine.settings.saveImapAccount(system("test"), account(more));
  if (!done.ok) throw new Error(inEnglish(done.error));
}

function collectorOver(reception: Collection, times: Partial<AccountTimes>, largest = 1e6): Collector {
  return createImapCollector({
    accounts: () => record.view.imapAccounts(),
    changed: (tell) => engine.settingsChanged("imap accounts", tell),
    signedIn: (tell) => engine.settingsChanged("oauth accounts", tell),
    tokens: createAccessTokens({
      account: (name) => record.view.oauthAccount(name),
      ...{ provider: oauthProvider, now: Date.now, log },
      renewed: (...token) => engine.oauth.renew(system("oauth"), ...token),
    }),
    reception,
    log,
    now: Date.now,
    largest: () => largest,
    times,
  });
}

/** Saves the account and fetches from it again. */
async function fetching(more: Partial<ImapAccount>, times: Partial<AccountTimes> = {}, largest?: number) {
  await collector?.stop();
  await saved(more);
  collector = collectorOver(engine.reception, { ...patient, ...times }, largest);
  collector.start();
}

function status() {
  const [one] = collector?.status() ?? [];
  if (!one) throw new Error("there is no account");
  return one;
}

/** Why fetching fails, in words. */
function problem(): string {
  const { problem: why } = status();
  return why === null ? "" : inEnglish(why);
}

/** The subjects of received mails, read from the bytes. */
async function subjects(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { event } of await record.journal.read(0, 10_000)) {
    if (event.type !== "MailReceived") continue;
    const raw = Buffer.from((await record.blob(event.sha256)) ?? []).toString();
    found.push(/^Subject: (.*)\r$/m.exec(raw)?.[1] ?? "");
  }
  return found.sort();
}

const taken = (expected: readonly string[]) => until(async () => expect(await subjects()).toEqual(expected));

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: patience });

/** A connection to Dovecot that breaks as soon as the server says this. */
async function breakingAt(text: string): Promise<{ readonly port: number; close(): void }> {
  const server = createTcp((socket) => {
    const there = connectTcp(dovecot.port, "127.0.0.1");
    const end = () => [socket, there].forEach((one) => void one.destroy());
    for (const one of [socket, there]) one.on("error", end).on("close", end);
    socket.pipe(there);
    there.on("data", (bytes) => (bytes.includes(text) ? socket.destroy() : socket.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, close: () => server.close() };
}

async function validity(): Promise<bigint> {
  const client = await dovecot.client();
  const { uidValidity } = await client.mailboxOpen("INBOX");
  await client.logout();
  return uidValidity;
}

async function emptied(user: string): Promise<void> {
  const client = await dovecot.client(user);
  for (const { path, flags } of await client.list()) {
    const there = !["\\NonExistent", "\\Noselect"].some((flag) => flags.has(flag));
    if (path !== "INBOX" && there) await client.mailboxDelete(path);
  }
  await client.mailboxOpen("INBOX");
  await client.messageDelete("1:*");
  await client.logout();
}

interface Provider {
  readonly server: Server;
  readonly url: string;
  /** The forms sent to the token endpoint. */
  readonly asked: string[];
  /** The access tokens to issue next, before the good one. */
  readonly issued: string[];
}

/** An OAuth 2 provider: issues tokens, and tells Dovecot about them. */
async function startProvider(): Promise<Provider> {
  const asked: string[] = [];
  const issued: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const answer = (status: number, json: object) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
      if (request.url?.startsWith("/introspect")) {
        const good = `${request.url}&${body}`.includes("access-1");
        return answer(200, good ? { active: "yes", user: "ann" } : { active: "no" });
      }
      asked.push(body);
      if (body.includes("revoked"))
        return answer(400, { error: "invalid_grant", error_description: "The token was revoked" });
      return answer(200, {
        access_token: issued.shift() ?? "access-1",
        expires_in: 3600,
        refresh_token: "refresh-2",
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, url: `http://127.0.0.1:${address.port}`, asked, issued };
}
