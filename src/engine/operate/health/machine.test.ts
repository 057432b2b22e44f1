/** doctor's findings about the machine, the folder and the program, each provoked. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { setUpFolder, testFolder } from "../../../../test/support/commands.ts";
import { lockData } from "../../../../test/support/data.ts";
import { machine } from "../../../../test/support/world.ts";
import { version } from "../../../base/version.ts";
import { asOrdinaryUser, checks, finding, findings, GB, roomy } from "./testing.ts";

describe("a good folder", () => {
  it("has nothing worse than the one thing that setup leaves open", async () => {
    const folder = await setUpFolder();
    const found = await findings(folder);
    expect(found.filter(({ level }) => level !== "ok").map(({ check }) => check)).toEqual(["outgoing mail"]);
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
      "outgoing mail",
      "certificate",
      "intake",
      "held mail",
      "deliveries",
      "last backup",
    ]);
  });

  it("is as it was afterwards", async () => {
    const folder = await setUpFolder();
    const before = readFileSync(join(folder, "mailmanager.db"));
    await findings(folder);
    expect(readFileSync(join(folder, "mailmanager.db")).equals(before)).toBe(true);
    // Only SQLite's own shared memory may have appeared.
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
      `problem: ${folder} does not exist -> specify the data folder`,
    );
    expect(await checks(folder)).toEqual(["versions", "folder"]);
  });

  it("of somebody else", async () => {
    const folder = testFolder();
    await asOrdinaryUser(folder, async () => {
      chmodSync(folder, 0);
      expect(await finding(folder, "folder")).toMatch(
        `problem: this user may not read ${folder} -> run this as`,
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
      `problem: other users of this machine can read ${folder} (mode 755) -> chmod 700 ${folder}`,
    );
  });

  it("files of somebody else", async () => {
    const folder = await setUpFolder();
    const owner = (path: string) => (path === folder ? 12_345 : 0);
    expect(await finding(folder, "permissions", { surroundings: { owner } })).toMatch(
      /^problem: mailmanager\.db belongs to user 0, the folder to user 12345: .* -> chown -R 12345 /,
    );
    expect(machine.owner(folder)).toBe(process.getuid?.());
    expect(machine.owner(`${folder}/none`)).toBeNull();
  });
});

describe("disk", () => {
  const disk = (parts: Partial<typeof roomy>, diskReserve: number | null = null) =>
    findingOn({
      surroundings: { disk: async () => ({ ...roomy, ...parts }) },
      configuration: { outgoing: null, nightlyBackups: 3, diskReserve },
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
    expect(await disk({ type })).toMatch(` is ${words}`);
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
      `ok: process ${process.pid} is using the folder, listening on ${http}`,
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
      `problem: process ${process.pid} is using the folder but does not answer at 127.0.0.1:1`,
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
    [null, /^ok: the limit is not known here$/],
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
