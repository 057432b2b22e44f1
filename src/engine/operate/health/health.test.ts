/** The health page of a running program: when it checks, whom it asks, and each of its own findings, provoked. */

import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { adminCaller, agentCaller } from "../../../../test/support/callers.ts";
import { captureLog, engineOver } from "../../../../test/support/engine.ts";
import { patience } from "../../../../test/support/patience.ts";
import { dataFolder, recordIn } from "../../../../test/support/record.ts";
import { createBoxClient, machine, spfVerdict, tryServer } from "../../../../test/support/world.ts";
import { type ZoneName, zone } from "../../../../test/support/zone.ts";
import { problemOf } from "../../../base/failure.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { userName } from "../../../base/ids.ts";
import { type Result, refuse } from "../../../base/result.ts";
import { nobody, system } from "../../../domain/policy/index.ts";
import type { RecordStore } from "../../../record/record.ts";
import { findingText } from "../../../text/findings.ts";
import { inEnglish } from "../../../text/index.ts";
import type { Engine } from "../../engine.ts";
import type { Resolve } from "../../settings/resolve.ts";
import { createHealth, type HealthParts, type HealthReport } from "./health.ts";
import { GB, roomy } from "./testing.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const [hostname, mailbox, domain] = ["desk.site.net", "support@site.net", "site.net"];
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
let clock: number;
let log: ReturnType<typeof captureLog>;
let names: { [name: string]: ZoneName };
const good: { readonly [name: string]: ZoneName } = {
  [hostname]: { addresses: ["192.0.2.20"] },
  "192.0.2.20": { names: [hostname] },
  [domain]: { mx: [{ preference: 10, exchange: hostname }], txt: ["v=spf1 mx -all"] },
  [`_dmarc.${domain}`]: { txt: ["v=DMARC1; p=none"] },
};

beforeEach(async () => {
  clock = Date.now();
  names = { ...good };
  log = captureLog();
  folder = dataFolder();
  record = recordIn(folder.path, () => clock);
  engine = engineOver(record, { now: () => clock });
  await engine.settings.setUp(system("test"), hostname, mailbox);
  await engine.people.createUser(system("test"), {
    ...{ user: userName("admin"), name: "Ada", email: `ada@${domain}`, role: "admin" },
    password: "correct horse battery",
  });
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

/** The health checks, asked by an administrator. */
function healthWith(more: Partial<HealthParts> = {}) {
  const admin = adminCaller("admin");
  const health = createHealth({
    data: folder.path,
    configuration: { diskReserve: null, lmtp: null, trustedRelays: () => false, nightlyBackups: 3 },
    outgoingOverride: {
      kind: "smtp",
      host: "relay.site.net",
      port: 587,
      tls: "starttls",
      user: null,
      password: null,
    },
    record,
    certificates: {
      inUse: () => ({
        policy: { kind: "self" },
        shown: {
          ...{ fingerprint: "AA", issuer: "CN=x", names: [hostname], ownMade: true },
          ...{ from: 0, until: clock + 300 * DAY },
        },
        ...{ attempt: null, ordering: false, requested: false },
      }),
    },
    fetching: () => [],
    oauthProblems: () => [],
    scanners: () => [],
    box: { present: () => false, newestAction: () => null, ask: async () => refuse(fault("system.busy")) },
    askDirectory: async () => ({ servers: [], outcome: { kind: "ready" } }),
    resolve: zone(names),
    places: () => null,
    closedPorts: async () => [],
    now: () => clock,
    log,
    surroundings: { ...machine, disk: async () => roomy, openFiles: () => 65_536 },
    addresses: async () => ["192.0.2.20"],
    ...{ tryServer, spfVerdict },
    ...more,
  });
  const found = (result: Result<HealthReport, Fault>) => {
    if (!result.ok) throw new Error(inEnglish(result.error));
    return result.value;
  };
  return {
    ...{ health, stop: health.stop, problems: () => health.problems(admin) },
    report: async () => found(await health.report(admin)),
    again: async () => found(await health.again(admin)),
  };
}

/** All warnings and problems, as "level check: what". */
async function wrong(more: Partial<HealthParts> = {}): Promise<string[]> {
  const { findings } = await healthWith(more).again();
  return findings
    .filter(({ level }) => level !== "ok")
    .map((one) => `${one.level} ${one.check}: ${findingText("en", one)}`);
}

describe("a look", () => {
  it("finds nothing to do where all is well", async () => {
    const { findings, dnsAt } = await healthWith().again();
    expect(findings.filter(({ level }) => level !== "ok")).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        "disk",
        "disk growth",
        "clock",
        "intake",
        "certificate",
        "name",
        "spf",
        "dmarc",
      ]),
    );
    expect(dnsAt).toBe(clock);
  });

  it("names the webhooks that are enabled and fail again and again", async () => {
    const save = (name: string, enabled: boolean) =>
      engine.webhooks.save(system("test"), { name, url: "https://shop.example/", enabled });
    for (const name of ["Shop", "Stock"]) await save(name, true);
    await save("Old", false);
    const lane = { position: 0, failures: 5, failingSince: clock - 2 * DAY, nextAt: clock };
    for (const webhook of ["Stock", "Old"]) record.operations.webhooks.add({ ...lane, webhook }, []);
    const { findings } = await healthWith().again();
    expect(findings.filter(({ check }) => check === "webhooks").map((one) => findingText("en", one))).toEqual(
      ["the webhook Stock has not worked for 2 days"],
    );
  });

  it("puts problems first", async () => {
    names[domain] = {};
    const { findings } = await healthWith().again();
    const levels = findings.map(({ level }) => level);
    expect(levels.slice(0, 2)).toEqual(["problem", "warning"]);
    expect(levels.lastIndexOf("warning")).toBeLessThan(levels.indexOf("ok"));
  });

  it("holds for a minute; DNS is asked every ten minutes, in the background, or on demand", async () => {
    let [looks, asked] = [0, 0];
    const answer = Promise.withResolvers<void>();
    const dns = zone(names);
    const resolve: Resolve = {
      ...dns,
      async mx(name) {
        asked += 1;
        await answer.promise;
        return dns.mx(name);
      },
    };
    const fetching = () => {
      looks += 1;
      return [];
    };
    const health = healthWith({ resolve, fetching });
    const first = await health.report();
    expect(first.dnsAt).toBeNull();
    expect(first.findings.some(({ check }) => check === "mail exchanger")).toBe(false);
    answer.resolve();
    const second = await health.again();
    expect(second.findings.some(({ check }) => check === "mail exchanger")).toBe(true);
    expect([looks, asked]).toEqual([2, 1]);
    clock += MINUTE - 1;
    await health.report();
    expect(looks).toBe(2);
    clock += 1;
    await health.report();
    expect([looks, asked]).toEqual([3, 1]);
    clock += 10 * MINUTE;
    await health.report();
    await vi.waitFor(async () => expect((await health.report()).dnsAt).toBe(clock), patience);
    expect(asked).toBe(2);
    await health.again();
    expect(asked).toBe(3);
  });

  it("counts problems at once, without asking", async () => {
    const health = healthWith({ surroundings: { ...machine, disk: async () => ({ ...roomy, free: 1 }) } });
    expect(health.problems()).toBe(0);
    await health.again();
    expect(health.problems()).toBe(1);
  });

  it("and what was found, is for those who may change the settings", async () => {
    names = {};
    const { health, again, problems } = healthWith();
    await again();
    expect(problems()).toBeGreaterThan(0);
    for (const caller of [agentCaller("bob"), nobody]) {
      expect(health.problems(caller)).toBe(0);
      for (const ask of [health.report, health.again])
        expect(await ask(caller)).toMatchObject({ ok: false, error: { code: "permission.denied" } });
    }
  });

  it("that fails is told and logged; one that a stop interrupts is not", async () => {
    const broken = healthWith({ surroundings: { ...machine, disk: () => Promise.reject(new Error("EIO")) } });
    const { findings } = await broken.again();
    expect(findings[0]).toMatchObject({
      level: "problem",
      code: "health.failed",
      params: { problem: "EIO" },
    });
    expect(log.lines).toHaveLength(1);
    const stopped = healthWith();
    const looking = stopped.again();
    stopped.stop();
    await looking;
    expect(log.lines).toHaveLength(1);
  });
});

describe("here", () => {
  it("a disk that fills", async () => {
    for (let day = 0; day < 6; day++) {
      clock += DAY;
      record.operations.noteFree(20 * GB - day * GB);
    }
    const [found] = await wrong();
    expect(found).toMatch(
      /^warning disk growth: full in 14 days, if the trend of the last 5 continues: 1\.0 GB/,
    );
  });

  it("a clock before the newest event", async () => {
    clock -= DAY;
    expect(await wrong()).toEqual([expect.stringMatching(/^problem clock: the clock is 24 hours behind/)]);
  });

  it("a listener that nobody listens at", async () => {
    const none = { http: null, https: null, smtps: null, submission: null, lmtp: null };
    expect(await wrong({ places: () => ({ ...none, smtp: "127.0.0.1:1" }) })).toEqual([
      "problem listeners: no answer: smtp 127.0.0.1:1",
    ]);
    const closed = { fault: fault("port.in-use", { params: { port: 465 } }) };
    expect(
      await wrong({ places: () => ({ ...none, smtp: null }), closedPorts: async () => [closed] }),
    ).toContain(
      "problem listeners: Port 465 is not open: another program uses it. Stop that program; MailManager tries again every minute",
    );
    expect(await wrong({ places: () => ({ ...none, smtp: null, lmtp: "/nowhere/lmtp" }) })).toEqual([
      "problem listeners: no answer: lmtp /nowhere/lmtp",
    ]);
  });

  it("the box, where there is one", async () => {
    const status = {
      ...{ version: "2.0", hostname, startedAt: "2026-11-23T00:00:00Z" },
      network: {
        settings: {
          interface: { name: "eth0", vlan: null, ipv4: { method: "dhcp" }, ipv6: { method: "auto" } },
          ...{ dns: [], search: [], proxy: null, management: [] },
        },
        ...{ interfaces: [], gateways: [], dns: [], trial: null },
      },
      clock: { now: "2026-11-23T00:00:00Z", synchronised: false, server: null, timezone: "UTC", ntp: [] },
      storage: { data: { total: 1, free: 1 }, disk: 1, unpartitioned: 0, logs: { used: 0, limit: 1 } },
      update: {
        slots: [],
        last: {
          ...{ from: "2.0", to: "2.1", at: "2026-11-23T00:00:00Z", outcome: "fell-back" },
          cause: { code: "box.failed", reason: "box.unwell.text", params: { text: "no listener answered" } },
        },
        developmentKey: false,
      },
      applied: { state: "failed", failed: [{ step: "firewall", problem: "no rules" }] },
      disks: { unused: ["vdb, 34.3 GB"], data: null },
      services: [{ name: "mailmanager", state: "failed", since: null }],
      memory: { total: 1, available: 1 },
    } as const;
    const socket = join(folder.path, "box.sock");
    const server = createServer((line) => {
      line.write(`${JSON.stringify({ protocol: 1, version: "2.0" })}\n`);
      line.on("data", (asked) => {
        const { id, verb } = JSON.parse(String(asked));
        const failed = { code: "box.failed", reason: "box.error", params: { problem: "The disk is gone" } };
        const answer = well && verb === "status" ? { ok: true, value: status } : { ok: false, fault: failed };
        line.write(`${JSON.stringify({ id, ...answer })}\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const box = createBoxClient({ socket, newest: join(folder.path, "newest") });
    let well = true;
    expect(await wrong({ box })).toEqual([
      "problem box: mailmanager is failed",
      "problem box: its settings could not be applied and are tried again: firewall: no rules",
      "warning box: another disk with a MailManager is attached and not used: vdb, 34.3 GB",
      "warning clock: not synchronised with a time server",
      "warning update: release 2.1 failed its check, and 2.0 was restored: no listener answered",
    ]);
    well = false;
    expect(await wrong({ box })).toEqual([
      "warning box: the appliance's status could not be read: The disk is gone",
    ]);
    await new Promise((done) => server.close(done));
  });
});

describe("what DNS says", () => {
  const address = "192.0.2.20";
  const mx = (exchange: string) => ({ mx: [{ preference: 10, exchange }], txt: ["v=spf1 mx -all"] });
  it.each<[what: string, zone: { [name: string]: ZoneName }, found: RegExp]>([
    ["no address", { [hostname]: {} }, /^problem name: DNS has no address for desk\.site\.net$/],
    [
      "another address",
      { [hostname]: { addresses: ["198.51.100.7"] } },
      /^warning name: .*not an address of this/,
    ],
    ["no MX", { [domain]: { txt: ["v=spf1 -all"] } }, /^problem mail exchanger: site\.net has no MX record$/],
    ["another MX", { [domain]: mx("mx.other.net") }, /^warning mail exchanger: .* to mx\.other\.net$/],
    ["no mail wanted", { [domain]: mx("") }, /^warning mail exchanger: .* to nobody$/],
    ["no DMARC", { [`_dmarc.${domain}`]: {} }, /^warning dmarc: site\.net has no DMARC record/],
    ["DNS down", { [`_dmarc.${domain}`]: { broken: true } }, /^warning dmarc: DNS could not be queried for/],
    [
      "SPF twice",
      { [domain]: { ...mx(hostname), txt: ["v=spf1 -all", "v=spf1 mx"] } },
      /^problem spf: site\.net has several SPF records/,
    ],
    ["no SPF", { [domain]: { mx: mx(hostname).mx } }, /^warning spf: site\.net has no SPF record/],
  ])("%s", async (_, more, found) => {
    Object.assign(names, more);
    expect(await wrong()).toEqual([expect.stringMatching(found)]);
  });

  it("that the exchanger is here by its address, or a relay that is trusted", async () => {
    names[domain] = mx("mx.other.net");
    names["mx.other.net"] = { addresses: [address] };
    expect(await wrong()).toEqual([]);
    names["mx.other.net"] = { addresses: ["198.51.100.9"] };
    expect(await wrong()).toHaveLength(1);
    const trustedRelays = (ip: string) => ip === "198.51.100.9";
    expect(
      await wrong({ configuration: { diskReserve: null, nightlyBackups: 3, lmtp: null, trustedRelays } }),
    ).toEqual([]);
  });

  it("does not matter where mail comes in by LMTP", async () => {
    names[domain] = { txt: ["v=spf1 mx -all"] };
    const configuration = {
      diskReserve: null,
      nightlyBackups: 3,
      lmtp: { path: "/run/lmtp" },
      trustedRelays: () => false,
    };
    const { findings } = await healthWith({ configuration }).again();
    expect(findings.find(({ check }) => check === "mail exchanger")).toMatchObject({
      level: "ok",
      code: "mx.lmtp-only",
      params: { domain: "site.net" },
    });
  });

  it("is not asked for names that it cannot know", async () => {
    const elsewhere = dataFolder();
    const lonely = recordIn(elsewhere.path);
    const other = engineOver(lonely);
    await other.settings.setUp(system("test"), "desk.harbour.example", "help@harbour.example");
    const resolve = zone({});
    const { findings } = await healthWith({ record: lonely, resolve }).again();
    expect(findings.map(({ check }) => check)).not.toContain("spf");
    expect(findings.find(({ check }) => check === "name")).toMatchObject({ level: "ok" });
    await other.stop();
    lonely.close();
    elsewhere.remove();
  });

  describe("where mail goes straight to its recipients", () => {
    const direct = { outgoingOverride: { kind: "direct" } } as const;
    const of = async (check: string) => (await wrong(direct)).filter((one) => one.includes(` ${check}: `));

    it("the SPF record has to allow this machine", async () => {
      expect(await of("spf")).toEqual([]);
      names[domain] = { ...mx(hostname), txt: ["v=spf1 ip4:198.51.100.0/24 -all"] };
      expect(await of("spf")).toEqual([
        "problem spf: the SPF record of site.net does not allow 192.0.2.20, from which mail is sent (fail)",
      ]);
      const { findings } = await healthWith(direct).again();
      expect(findings.find(({ check, level }) => check === "spf" && level === "problem")?.line).toBe(
        'site.net. TXT "v=spf1 ip4:192.0.2.20 ip4:198.51.100.0/24 -all"',
      );
      names[domain] = { ...mx(hostname), txt: ["v=spf1 include:_spf.other.net ~all"] };
      names["_spf.other.net"] = { txt: [`v=spf1 a:${hostname} -all`] };
      expect(await of("spf")).toEqual([]);
      names["_spf.other.net"] = { broken: true };
      expect(await of("spf")).toEqual([
        expect.stringMatching(/^warning spf: DNS could not be queried whether/),
      ]);
      names[domain] = { ...mx(hostname), txt: ["v=spf1 ip4:nonsense -all"] };
      expect(await of("spf")).toEqual([expect.stringMatching(/^problem spf: .* is not valid/)]);
    });

    it("its address needs its name", async () => {
      expect(await of("ptr")).toEqual([]);
      names[address] = { names: ["host-20.provider.net"] };
      expect(await of("ptr")).toEqual(["problem ptr: 192.0.2.20 has the name host-20.provider.net (PTR)"]);
      names[address] = {};
      expect(await of("ptr")).toEqual(["problem ptr: 192.0.2.20 has no name (PTR)"]);
      names[address] = { broken: true };
      expect(await of("ptr")).toEqual([expect.stringMatching(/^warning ptr: DNS could not be queried for/)]);
    });

    it("port 25 is tried with a server elsewhere", async () => {
      expect(await of("port 25 outwards")).toEqual([expect.stringMatching(/No other mail server/)]);
      names[domain] = mx("mx.other.net");
      names["mx.other.net"] = { addresses: ["192.0.2.20"] };
      expect(await of("port 25 outwards")).toEqual([
        expect.stringMatching(/^problem .*The mail server of site\.net does not answer/),
      ]);
    });

    it("and has to be signed", async () => {
      expect(await of("dkim")).toEqual(["warning dkim: mail from site.net is not signed"]);
    });
  });
});

it("a directory that does not answer", async () => {
  await engine.directory.set(system("test"), {
    ...{ enabled: true, servers: ["ldaps://ldap.site.net"], encryption: "starttls", authorities: "" },
    ...{ bindDn: "", bindPassword: "", baseDn: "dc=site,dc=net", filter: "(uid={user})" },
    ...{ nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
  });
  const problem = { kind: "silent", why: problemOf("connect ETIMEDOUT") } as const;
  const report = { server: "ldaps://ldap.site.net", problem, encrypted: false, certificateUntil: null };
  const askDirectory = async () => ({ servers: [report], outcome: { kind: "failed", problem } }) as const;
  expect(await wrong({ askDirectory })).toEqual([
    "problem directory: ldaps://ldap.site.net does not answer: connect ETIMEDOUT",
  ]);
});
