/** Every finding, provoked. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { mailId, messageKey, sha256, ticketNumber, userName } from "../../base/ids.ts";
import type { Event } from "../../domain/events.ts";
import { selfSigned } from "../certificate.ts";
import { setUpFolder, testFolder } from "../cli/testing.ts";
import { openData } from "../data.ts";
import { lockData } from "../lock.ts";
import { version } from "../version.ts";
import { type Examination, examine, type Finding, machine, type Surroundings } from "./index.ts";

const day = 24 * 3_600_000;
const ext4 = 0xef53;
const GB = 1e9;
const roomy = { free: 50 * GB, size: 100 * GB, type: ext4 };

/** A good machine, but for what a test says of it. */
const around = (parts: Partial<Surroundings> = {}): Surroundings => ({
  ...machine,
  disk: async () => roomy,
  openFiles: () => 65_536,
  ...parts,
});

async function findings(
  folder: string,
  {
    surroundings = {},
    ...wishes
  }: Partial<Omit<Examination, "surroundings">> & { surroundings?: Partial<Surroundings> } = {},
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const configuration = { outgoing: null, diskReserve: null };
  const asked = { configuration, full: false, ...wishes, surroundings: around(surroundings) };
  for await (const finding of examine(folder, asked)) found.push(finding);
  for (const { what, todo, level } of found) {
    expect(what).not.toMatch(/\n/);
    expect(todo === null).toBe(level === "ok");
  }
  return found;
}

/** What the check of that name found: its level and its words. */
async function finding(
  folder: string,
  check: string,
  wishes: Parameters<typeof findings>[1] = {},
): Promise<string> {
  const found = (await findings(folder, wishes)).filter((one) => one.check === check);
  return found
    .map(({ level, what, todo }) => `${level}: ${what}${todo === null ? "" : ` -> ${todo}`}`)
    .join("\n");
}

const checks = async (folder: string): Promise<readonly string[]> =>
  (await findings(folder)).map(({ check }) => check);

/** Records facts as the program would. */
async function record(folder: string, events: readonly Event[], at = Date.now()): Promise<void> {
  const opened = openData(folder, { now: () => at });
  await opened.commit("system:test", () => ({
    events: events.map((event) => ({
      ticket: "number" in event || "message" in event ? ticketNumber(1) : null,
      event,
    })),
    value: undefined,
  }));
  opened.close();
}

function sql(folder: string, ...statements: readonly string[]): void {
  const sqlite = new Sqlite(join(folder, "mailmanager.db"));
  for (const statement of statements) sqlite.exec(statement);
  sqlite.close();
}

/** Does it as the folder's owner who is not root: root may read everything. */
async function asOrdinaryUser(folder: string, work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  const nobody = 65_534;
  chownSync(folder, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe("a good folder", () => {
  it("has nothing worse than the one thing that setup leaves open", async () => {
    const folder = await setUpFolder();
    const found = await findings(folder);
    expect(found.filter(({ level }) => level !== "ok").map(({ check }) => check)).toEqual(["way out"]);
    expect(found.map(({ check }) => check)).toEqual([
      "versions",
      "folder",
      "permissions",
      "disk",
      "serving",
      "open files",
      "database",
      "integrity",
      "format",
      "durability",
      "journal",
      "clock",
      "read model",
      "setup",
      "mailboxes",
      "administrators",
      "way out",
      "certificate",
      "intake",
      "held mail",
      "deliveries",
    ]);
  });

  it("is as it was afterwards", async () => {
    const folder = await setUpFolder();
    const before = readFileSync(join(folder, "mailmanager.db"));
    await findings(folder);
    expect(readFileSync(join(folder, "mailmanager.db")).equals(before)).toBe(true);
    // SQLite's own shared memory is all that may have come.
    const more = readdirSync(folder).filter((name) => !/^mailmanager\.db(?:-shm|-wal)?$/.test(name));
    expect(more).toEqual([]);
  });
});

describe("versions", () => {
  it.each([
    { node: "22.12.0", sqlite: "3.51.0" },
    { node: "24.6.1", sqlite: "3.51.0" },
    { node: "26.0.0", sqlite: "3.42.0" },
  ])("too old: %j", async (versions) => {
    expect(await finding(testFolder(), "versions", { surroundings: { versions: () => versions } })).toMatch(
      /^problem: Node .* too old, Node 24\.7 and SQLite 3\.43 are needed -> /,
    );
  });

  it("today's", async () => {
    expect(await finding(testFolder(), "versions")).toBe(
      `ok: Node ${process.versions.node}, SQLite ${machine.versions().sqlite}`,
    );
  });
});

describe("folder", () => {
  it("missing ends the examination", async () => {
    const folder = join(testFolder(), "none");
    expect(await finding(folder, "folder")).toMatch(
      `problem: ${folder} does not exist -> give the data folder`,
    );
    expect(await checks(folder)).toEqual(["versions", "folder"]);
  });

  it("of somebody else", async () => {
    const folder = testFolder();
    await asOrdinaryUser(folder, async () => {
      chmodSync(folder, 0);
      expect(await finding(folder, "folder")).toMatch(
        `problem: ${folder} may not be read by this user -> run this as`,
      );
      expect(await checks(folder)).toEqual(["versions", "folder"]);
      chmodSync(folder, 0o700);
    });
  });

  it("a file", async () => {
    const file = join(testFolder(), "file");
    writeFileSync(file, "");
    expect(await finding(file, "folder")).toMatch(`problem: ${file} is not a folder`);
    expect(await finding(join(file, "below"), "folder")).toMatch("does not exist");
  });
});

describe("permissions", () => {
  it("others can look in", async () => {
    const folder = await setUpFolder();
    chmodSync(folder, 0o755);
    expect(await finding(folder, "permissions")).toBe(
      `problem: other users of this machine can look into ${folder} (mode 755) -> chmod 700 ${folder}`,
    );
  });

  it.runIf(process.getuid?.() === 0)("files of somebody else", async () => {
    const folder = await setUpFolder();
    chownSync(folder, 12_345, 12_345);
    expect(await finding(folder, "permissions")).toMatch(
      /^problem: mailmanager\.db belongs to user 0, the folder to user 12345: .* -> chown -R 12345 /,
    );
  });
});

describe("disk", () => {
  const disk = (parts: Partial<typeof roomy>, diskReserve: number | null = null) =>
    findingOn({
      surroundings: { disk: async () => ({ ...roomy, ...parts }) },
      configuration: { outgoing: null, diskReserve },
    });
  const findingOn = async (wishes: Parameters<typeof findings>[1]) =>
    finding(await setUpFolder(), "disk", wishes);

  it("room enough", async () => {
    expect(await disk({})).toBe("ok: 50.0 GB of 100.0 GB free, 268.4 MB of them in reserve");
    expect(await disk({ size: 2 * GB, free: GB })).toBe(
      "ok: 1.0 GB of 2.0 GB free, 100.0 MB of them in reserve",
    );
  });
  it("below the reserve", async () => {
    expect(await disk({ free: 0.1 * GB })).toMatch(
      /^problem: the disk is full: 100\.0 MB of 100\.0 GB free.*refused with 4xx/,
    );
    expect(await disk({}, 60 * GB)).toMatch(/^problem: the disk is full/);
  });
  it("near the reserve", async () => {
    expect(await disk({ free: 0.5 * GB })).toMatch(/^warning: the disk is filling up: 500\.0 MB/);
  });
  it.each([
    [0x01021994, "in memory (tmpfs)"],
    [0x6969, "on a network share (NFS)"],
    [0xff534d42, "on a network share (CIFS)"],
  ])("a file system that does not do: %i", async (type, words) => {
    expect(await disk({ type })).toMatch(`lies ${words}`);
  });
  it("both at once", async () => {
    expect((await disk({ type: 0x6969, free: 0 })).split("\n")).toHaveLength(2);
  });
});

describe("serving", () => {
  const running = (places: object, more: object = {}) =>
    JSON.stringify({ pid: process.pid, http: null, https: null, smtp: null, version, ...places, ...more });

  async function listener(): Promise<string> {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `127.0.0.1:${address.port}`;
  }

  async function held(text: string | null): Promise<string> {
    const folder = await setUpFolder();
    onTestFinished(lockData(folder));
    if (text !== null) writeFileSync(join(folder, "run.json"), text);
    return folder;
  }

  it("not running", async () => {
    expect(await finding(await setUpFolder(), "serving")).toBe("ok: not running");
  });

  it("run.json of a process that ended", async () => {
    const folder = await setUpFolder();
    writeFileSync(join(folder, "run.json"), running({}, { pid: 4711 }));
    expect(await finding(folder, "serving")).toMatch(
      /^warning: not running, but run\.json is left over from process 4711/,
    );
    writeFileSync(join(folder, "run.json"), "{");
    expect(await finding(folder, "serving")).toMatch(/^warning: not running, but run\.json is left over: /);
  });

  it("running", async () => {
    const http = await listener();
    const folder = await held(running({ http }));
    expect(await finding(folder, "serving")).toBe(
      `ok: process ${process.pid} serves the folder, listening on ${http}`,
    );
  });

  it("held by a process that says nothing", async () => {
    expect(await finding(await held(null), "serving")).toMatch(
      /^warning: a process holds the folder but has not said/,
    );
  });

  it("running but deaf", async () => {
    const smtp = await listener();
    const folder = await held(running({ http: "127.0.0.1:1", smtp }));
    expect(await finding(folder, "serving")).toMatch(
      `problem: process ${process.pid} serves the folder but does not answer at 127.0.0.1:1`,
    );
  });

  it("running another version", async () => {
    const folder = await held(running({ http: await listener() }, { version: "0.0.1" }));
    expect(await finding(folder, "serving")).toMatch(
      `warning: process ${process.pid} is version 0.0.1, this is ${version} -> `,
    );
  });

  it("asks for the loopback where all addresses are listened on", async () => {
    const place = await listener();
    expect(await machine.answers(place.replace("127.0.0.1", "0.0.0.0"))).toBe(true);
    expect(await machine.answers("[::1]:1")).toBe(false);
  });
});

describe("open files", () => {
  it.each([
    [1024, /^warning: a process may have 1024 open, .* -> raise the limit to 4096/],
    [4096, /^ok: a process may have 4096 open$/],
    [Number.POSITIVE_INFINITY, /^ok: a process may have any number open$/],
    [null, /^ok: their limit is not known here$/],
  ])("%s", async (limit, words) => {
    expect(
      await finding(await setUpFolder(), "open files", { surroundings: { openFiles: () => limit } }),
    ).toMatch(words);
  });

  it("of a process that is there, and of one that is not", () => {
    expect(machine.openFiles(null)).toBeGreaterThan(0);
    expect(machine.openFiles(process.pid)).toBe(machine.openFiles(null));
    expect(machine.openFiles(2 ** 30)).toBeNull();
  });
});

describe("database", () => {
  it("missing", async () => {
    const folder = testFolder();
    expect(await finding(folder, "database")).toMatch(
      /^problem: .* there is no mailmanager\.db in it -> make it with/,
    );
  });

  it("a folder in its place", async () => {
    const folder = testFolder();
    mkdirSync(join(folder, "mailmanager.db"));
    expect(await finding(folder, "database")).toMatch(/^problem: .*mailmanager\.db is not a file/);
  });

  it("empty", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "mailmanager.db"), "");
    expect(await finding(folder, "database")).toMatch(/^problem: .*mailmanager\.db is empty/);
  });

  it("of somebody else", async () => {
    const folder = testFolder();
    copyFileSync(join(await setUpFolder(), "mailmanager.db"), join(folder, "mailmanager.db"));
    chmodSync(join(folder, "mailmanager.db"), 0);
    await asOrdinaryUser(folder, async () => {
      expect(await finding(folder, "database")).toMatch(
        /problem: the file cannot be opened: unable to open database file -> run this as the folder's owner/,
      );
    });
  });
});

describe("integrity", () => {
  it("garbage", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "mailmanager.db"), Buffer.alloc(100_000, "shopping list "));
    expect(await finding(folder, "integrity")).toMatch(
      /^problem: the file cannot be read: file is not a database -> /,
    );
    expect((await checks(folder)).at(-1)).toBe("integrity");
  });

  it("cut off", async () => {
    const folder = await setUpFolder();
    const file = join(folder, "mailmanager.db");
    truncateSync(file, statSync(file).size - 8192);
    expect(await finding(folder, "integrity")).toMatch(/^problem: the file (?:is damaged|cannot be read): /);
  });

  it("overwritten in the middle: the read model is not asked any more", async () => {
    const folder = await setUpFolder();
    const file = join(folder, "mailmanager.db");
    const names = Array.from({ length: 300 }, (_, i) => `group ${i}`);
    await record(
      folder,
      names.map((name) => ({ type: "GroupSaved", name, members: [] })),
    );
    const bytes = readFileSync(file);
    const page = Math.floor(bytes.indexOf('"group 150"') / 4096);
    bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
    writeFileSync(file, bytes);
    expect(await finding(folder, "integrity")).toMatch(/^problem: the file is damaged: Tree /);
    expect(await finding(folder, "journal")).toMatch(/^problem: /);
    expect((await checks(folder)).at(-1)).toBe("read model");
  });
});

describe("format", () => {
  it("of a newer release", async () => {
    const folder = await setUpFolder();
    sql(folder, "INSERT INTO migration (name, digest) VALUES ('9999-future.sql', 'x')");
    expect(await finding(folder, "format")).toMatch(
      /^problem: a newer or different release wrote it \(9999-future\.sql\) -> run that release/,
    );
    expect((await checks(folder)).at(-1)).toBe("format");
  });

  it("of an older release", async () => {
    const folder = await setUpFolder();
    sql(folder, "DELETE FROM migration");
    expect(await finding(folder, "format")).toMatch(
      /^warning: it is of an older release \(0001-journal\.sql/,
    );
  });
});

it("durability: another journal mode", async () => {
  const folder = await setUpFolder();
  sql(folder, "PRAGMA journal_mode = DELETE");
  expect(await finding(folder, "durability")).toMatch(/^problem: its journal mode is delete, not wal/);
});

describe("journal", () => {
  const unprotected = ["DROP TRIGGER event_never_deleted", "DROP TRIGGER event_only_erased"];

  it("tampered with", async () => {
    const folder = await setUpFolder();
    sql(folder, ...unprotected, "UPDATE event SET payload = '{}' WHERE position = 2");
    expect(await finding(folder, "journal")).toMatch(
      /^problem: it does not hold at position 2: the payload was changed -> /,
    );
    // What the pages show can be looked at all the same.
    expect(await checks(folder)).toContain("deliveries");
  });

  it("the newest events are checked, or all of them", async () => {
    const folder = await setUpFolder();
    const saved = { type: "GroupSaved", name: "group", members: [] } as const;
    await record(
      folder,
      Array.from({ length: 10_100 }, () => saved),
    );
    expect(await finding(folder, "journal")).toBe(
      "ok: the newest 10,000 events hold (--full checks all of them)",
    );
    expect(await finding(folder, "journal", { full: true })).toBe("ok: all 10,103 events hold");
    sql(folder, ...unprotected, "UPDATE event SET payload = '{}' WHERE position = 50");
    expect(await finding(folder, "journal")).toMatch(/^ok: /);
    expect(await finding(folder, "journal", { full: true })).toMatch(
      /^problem: it does not hold at position 50/,
    );
    sql(folder, "UPDATE event SET payload = '{}' WHERE position = 10000");
    expect(await finding(folder, "journal")).toMatch(/^problem: it does not hold at position 10000/);
  });
});

it("clock: behind what happened", async () => {
  const folder = await setUpFolder();
  await record(folder, [{ type: "GroupSaved", name: "group", members: [] }], Date.now() + 3 * 3_600_000);
  expect(await finding(folder, "clock")).toMatch(
    /^problem: the clock is 3 hours behind the newest event \(.*Z\) -> set the clock/,
  );
  const later = Date.now() + 3 * 3_600_000;
  expect(await finding(folder, "clock", { surroundings: { now: () => later } })).toMatch(/^ok: /);
});

it("read model: of another release", async () => {
  const folder = await setUpFolder();
  sql(folder, "UPDATE fact SET value = 'other' WHERE name = 'model'");
  expect(await finding(folder, "read model")).toMatch(
    /^warning: it is missing or of another release -> nothing is lost/,
  );
  expect((await checks(folder)).at(-1)).toBe("read model");
});

it("read model: a table of it is gone", async () => {
  const folder = await setUpFolder();
  sql(folder, "DROP TABLE ticket");
  expect(await finding(folder, "read model")).toMatch(/problem: the file cannot be read: no such table: /);
});

describe("settings", () => {
  it("not set up", async () => {
    const [folder, other] = [await setUpFolder(), testFolder()];
    copyFileSync(join(folder, "mailmanager.db"), join(other, "mailmanager.db"));
    sql(other, "DELETE FROM setting");
    expect(await finding(other, "setup")).toMatch(/^problem: it is not set up -> /);
  });

  it("no mailbox enabled", async () => {
    const folder = await setUpFolder();
    const opened = openData(folder);
    const mailbox = opened.view.mailbox("support@desk.example");
    opened.close();
    if (mailbox === null) throw new Error("no mailbox");
    expect(await finding(folder, "mailboxes")).toBe("ok: 1 mailbox enabled");
    await record(folder, [{ type: "MailboxSaved", mailbox: { ...mailbox, enabled: false } }]);
    expect(await finding(folder, "mailboxes")).toMatch(/^problem: no mailbox is enabled/);
  });

  it("no administrator who can log in", async () => {
    const folder = await setUpFolder();
    expect(await finding(folder, "administrators")).toBe("ok: admin");
    const change = { user: userName("admin"), name: "", email: null, role: "admin", disabled: true } as const;
    await record(folder, [{ type: "UserChanged", ...change }]);
    expect(await finding(folder, "administrators")).toMatch(
      /^problem: nobody who can log in .* -> mailmanager user create /,
    );
  });

  it("no way out, the catcher, a server; what is given to the program counts", async () => {
    const folder = await setUpFolder();
    const given = (outgoing: string) => ({ configuration: { outgoing, diskReserve: null } });
    expect(await finding(folder, "way out")).toMatch(/^warning: none is set: answers wait/);
    expect(await finding(folder, "way out", given("smtp://relay.example"))).toBe("ok: a mail server is set");
    expect(await finding(folder, "way out", given("nonsense"))).toMatch(/^warning: none is set/);
    await record(folder, [{ type: "OutgoingChanged", outgoing: { kind: "catch" } }]);
    expect(await finding(folder, "way out")).toMatch(/^warning: answers are caught here/);
  });
});

describe("certificate", () => {
  async function withTls(files: { key?: string; cert?: string }): Promise<string> {
    const folder = await setUpFolder();
    mkdirSync(join(folder, "tls"), { mode: 0o700 });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `tls/${name}.pem`), text);
    return folder;
  }
  const own = (hostname: string, days: number) => selfSigned({ hostname, days, now: Date.now() });

  it("none yet, or only half", async () => {
    const none = "ok: there is none yet; the next start makes one";
    expect(await finding(await setUpFolder(), "certificate")).toBe(none);
    expect(await finding(await withTls({ key: "x" }), "certificate")).toBe(none);
  });
  it("a good one", async () => {
    const folder = await withTls(own("desk.example", 90));
    expect(await finding(folder, "certificate")).toMatch(/^ok: self-made, until \d{4}-\d\d-\d\d$/);
  });
  it("for another host", async () => {
    expect(await finding(await withTls(own("other.example", 90)), "certificate")).toMatch(
      /^warning: the certificate is not for desk\.example -> start the program again/,
    );
  });
  it("soon over, over, not yet begun", async () => {
    const folder = await withTls(own("desk.example", 90));
    const at = (days: number) => ({ surroundings: { now: () => Date.now() + days * day } });
    expect(await finding(folder, "certificate", at(80))).toMatch(/^warning: the certificate ends in 10 days/);
    expect(await finding(folder, "certificate", at(91))).toMatch(/^problem: the certificate ended on /);
    expect(await finding(folder, "certificate", at(-1))).toMatch(
      /^problem: the certificate is not valid yet/,
    );
  });
  it("with the key of another one", async () => {
    const { cert } = own("desk.example", 90);
    const { key } = own("desk.example", 90);
    expect(await finding(await withTls({ key, cert }), "certificate")).toMatch(
      /^problem: .*key\.pem is not the key of .*cert\.pem/,
    );
  });
  it("garbage", async () => {
    expect(await finding(await withTls({ key: "x", cert: "y" }), "certificate")).toMatch(
      /^problem: certificate or key cannot be read: /,
    );
  });
});

describe("work that waits", () => {
  const mail = mailId("01jd0000000000000000000001");
  const received: Event = {
    type: "MailReceived",
    mail,
    envelope: { from: "ann@customer.example", to: ["support@desk.example"] },
    size: 10,
    sha256: sha256("00".repeat(32)),
    mailbox: "support@desk.example",
    peer: { ip: "192.0.2.1", helo: "mx", tls: false },
  };

  it("in the intake queue", async () => {
    const folder = await setUpFolder();
    await record(folder, [received], Date.now() - 3_600_000);
    expect(await finding(folder, "intake")).toMatch(/^warning: 1 mail wait.* -> start the program/);
    const unlock = lockData(folder);
    expect(await finding(folder, "intake")).toMatch(
      /^problem: 1 mail.*, the oldest for 60 minutes -> look into the log/,
    );
    const soon = Date.now() - 3_600_000 + 60_000;
    expect(await finding(folder, "intake", { surroundings: { now: () => soon } })).toMatch(
      /^ok: 1 mail on the way/,
    );
    unlock();
  });

  it("for a human's decision", async () => {
    const folder = await setUpFolder();
    const about = { cause: "", candidate: null, from: null, subject: "" };
    await record(folder, [received, { type: "MailHeld", mail, reason: "no-sender", ...about }]);
    expect(await finding(folder, "held mail")).toMatch(
      /^warning: 1 mail.* decision -> decide .*\/mails\/held/,
    );
  });

  it("in the outbox", async () => {
    const folder = await setUpFolder();
    const message = messageKey("01jd0000000000000000000002");
    const ann = { name: "Ann", address: "ann@customer.example" };
    const number = ticketNumber(1);
    await record(folder, [
      {
        type: "TicketOpened",
        number,
        token: "t",
        mailbox: "support@desk.example",
        subject: "s",
        requester: ann,
        group: null,
        via: "web",
      },
      {
        type: "ReplyQueued",
        message,
        messageId: "<1@desk.example>",
        inReplyTo: null,
        references: [],
        from: ann,
        to: [ann],
        cc: [],
        subject: "s",
        text: "t",
        reply: null,
        hasHtml: false,
        attachments: [],
        raw: sha256("00".repeat(32)),
        sender: "support@desk.example",
        recipients: [ann.address],
        automatic: false,
      },
    ]);
    const attempt = (outcome: "deferred" | "failed", nextAt: number | null): Event => ({
      type: "DeliveryAttempted",
      message,
      attempt: 1,
      server: "mx:25",
      results: [{ recipient: ann.address, outcome, response: "no" }],
      nextAt,
    });
    await record(folder, [attempt("deferred", Date.now() + day)]);
    expect(await finding(folder, "deliveries")).toMatch(/^ok: 1 answer.* tried again/);
    await record(folder, [attempt("failed", null)]);
    expect(await finding(folder, "deliveries")).toMatch(
      /^warning: 1 answer could not be delivered -> .*\/outgoing/,
    );
  });
});

it("works beside a process that died in the middle of its work", async () => {
  const folder = await setUpFolder();
  const opened = openData(folder);
  await opened.commit("system:test", () => ({
    events: [{ ticket: null, event: { type: "GroupSaved", name: "group", members: [] } }],
    value: undefined,
  }));
  // What a kill leaves: the last commits in the WAL alone.
  const other = testFolder();
  for (const name of ["mailmanager.db", "mailmanager.db-wal"])
    copyFileSync(join(folder, name), join(other, name));
  opened.close();
  expect(statSync(join(other, "mailmanager.db-wal")).size).toBeGreaterThan(0);
  expect(await finding(other, "journal")).toBe("ok: all 4 events hold");
  rmSync(join(other, "mailmanager.db-wal"));
  rmSync(join(other, "mailmanager.db-shm"), { force: true });
  expect(await finding(other, "journal")).toBe("ok: all 3 events hold");
});
