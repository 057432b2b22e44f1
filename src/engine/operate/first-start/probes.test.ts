import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { testFolder } from "../../../../test/support/commands.ts";
import { tryAccount, tryServer } from "../../../../test/support/world.ts";
import { type ZoneName, zone } from "../../../../test/support/zone.ts";
import type { ImapAccount } from "../../../domain/settings/index.ts";
import { emptyPlan, type Finding, type Plan } from "../../../domain/setup/index.ts";
import { findingInWords } from "../../../text/findings.ts";
import { certificateFindings, unusable } from "../certificates/check.ts";
import { selfSigned } from "../certificates/self-signed.ts";
import { createProbes, type ProbeParts } from "./probes.ts";

const inWords = (found: readonly Finding[]) => found.map((one) => findingInWords("en", one));

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const plan: Plan = {
  ...emptyPlan,
  hostname: "desk.example",
  mailbox: { address: "support@site.example", name: "" },
  incoming: { kind: "smtp" },
};

function probes(names: { readonly [name: string]: ZoneName }, more: Partial<ProbeParts> = {}) {
  return createProbes({
    smtp: () => null,
    ...{ tryServer, tryAccount },
    addresses: async () => ["192.0.2.20", "2001:db8::20"],
    now: Date.now,
    resolve: zone({ "192.0.2.20": { names: ["desk.example."] }, ...names }),
    ...more,
  });
}

/** A server that says only this; returns its address. */
async function saying(greeting: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.write(`${greeting}\r\n`);
    socket.on("data", (data) =>
      socket.write(/^EHLO/.test(String(data)) ? "250 desk.example\r\n" : "221 bye\r\n"),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

describe("the name", () => {
  const here = { addresses: ["192.0.2.20"] };
  it.each([
    [{ "desk.example": here }, "ok", "which is this machine"],
    [{ "desk.example": { addresses: ["198.51.100.1"] } }, "warning", "not an address of this machine"],
    [{}, "problem", "DNS has no address for desk.example"],
    [{ "desk.example": { broken: true } }, "warning", "DNS could not be queried"],
  ])("%j: %s", async (names, level, what) => {
    const [found] = inWords(await probes(names).name(plan));
    expect(found).toMatchObject({ level, what: expect.stringContaining(what) });
  });

  it("without a record, it says which", async () => {
    const [found] = await probes({}).name(plan);
    expect(found?.line).toBe("desk.example. A 192.0.2.20\ndesk.example. AAAA 2001:db8::20");
  });

  it("of this machine only is reported", async () => {
    expect(await probes({}).name({ ...plan, hostname: "localhost" })).toMatchObject([{ level: "warning" }]);
  });
});

describe("mail in by SMTP", () => {
  const mx = (...hosts: string[]) => ({ mx: hosts.map((exchange, i) => ({ preference: i, exchange })) });
  it.each([
    [{ "site.example": mx("desk.example") }, "ok", "DNS sends mail for site.example to desk.example"],
    [{ "site.example": mx("mx.other.example") }, "warning", "to mx.other.example"],
    [{ "site.example": mx("") }, "warning", "to nobody"],
    [{}, "problem", "site.example has no MX record"],
    [{ "site.example": { broken: true } }, "warning", "DNS could not be queried"],
  ])("%j: %s", async (names, level, what) => {
    const at = await saying("220 desk.example");
    const [, found] = inWords(await probes(names, { smtp: () => at }).incoming(plan));
    expect(found).toMatchObject({ level, what: expect.stringContaining(what) });
    if (level !== "ok") expect(found?.line).toBe("site.example. MX 10 desk.example.");
  });

  it("reports where it listens, and whether it answers", async () => {
    const at = await saying("220 desk.example");
    expect(inWords(await probes({}, { smtp: () => at }).incoming(plan))[0]?.what).toContain(
      "other servers send to port 25",
    );
    const deaf = await saying("554 no");
    expect((await probes({}, { smtp: () => deaf }).incoming(plan))[0]?.level).toBe("problem");
    expect((await probes({}).incoming(plan))[0]).toMatchObject({ level: "problem" });
  });
});

it("mail in by IMAP: an unreachable server is reported", async () => {
  const at = await saying("* BYE go away");
  const account: ImapAccount = {
    ...{ name: "first", mailbox: "", host: "127.0.0.1", port: Number(at.split(":")[1]), certificate: "" },
    ...{ user: "u", folders: ["INBOX"], enabled: true },
    login: { kind: "password", password: "p" },
    tls: "none",
    take: "unseen",
    after: { kind: "seen" },
  };
  const found = inWords(await probes({}).incoming({ ...plan, incoming: { kind: "imap", account } }));
  expect(found).toMatchObject([{ level: "problem", todo: expect.stringContaining("Check server") }]);
});

describe("mail out", () => {
  it("through a server", async () => {
    const at = await saying("220 relay.example");
    const relay = { kind: "smtp", host: "127.0.0.1", tls: "none", user: null, password: null } as const;
    const port = Number(at.split(":")[1]);
    expect(inWords(await probes({}).outgoing({ ...plan, outgoing: { ...relay, port } }))).toMatchObject([
      { level: "ok", what: expect.stringContaining("accepts mail from here: not encrypted, without log-in") },
    ]);
    const deaf = Number((await saying("554 5.7.1 not from you")).split(":")[1]);
    expect(inWords(await probes({}).outgoing({ ...plan, outgoing: { ...relay, port: deaf } }))).toMatchObject(
      [{ level: "problem", what: expect.stringContaining("554 5.7.1 not from you") }],
    );
  });

  it("directly: the name of the address, and whether port 25 is open", async () => {
    const direct: Plan = { ...plan, outgoing: { kind: "direct" } };
    const addresses = ["192.0.2.20", "2001:db8::20"];
    const [port, ...names] = inWords(await probes({ "desk.example": { addresses } }).outgoing(direct));
    expect(port).toMatchObject({
      level: "warning",
      what: expect.stringContaining("No other mail server"),
    });
    expect(names).toMatchObject([
      { level: "ok", what: "192.0.2.20 has the name desk.example (PTR)" },
      { level: "problem", what: "2001:db8::20 has no name (PTR)" },
    ]);
    expect((await probes({}).outgoing(direct))[1]).toMatchObject({ level: "warning" });
  });

  it("not yet: nothing to test", async () => {
    expect(await probes({}).outgoing({ ...plan, outgoing: { kind: "later" } })).toEqual([]);
  });
});

const DAY = 24 * 3_600_000;

/** A certificate of a key that TLS no longer accepts. */
function weak(): { readonly key: string; readonly cert: string } {
  const folder = testFolder();
  const key = ["-newkey", "rsa:1024", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "90"];
  execFileSync("openssl", ["req", "-x509", ...key, "-subj", "/CN=desk.example"], {
    cwd: folder,
    stdio: "pipe",
  });
  const [pem, cert] = ["key", "cert"].map((name) => readFileSync(join(folder, `${name}.pem`), "utf8"));
  return { key: pem ?? "", cert: cert ?? "" };
}

describe("a certificate", () => {
  const now = Date.now();
  const good = { kind: "own", ...selfSigned({ hostname: "desk.example", now, days: 365 }) } as const;

  it("that matches is accepted", () => {
    expect(unusable(good, "desk.example", now)).toBeNull();
    expect(certificateFindings(good, "desk.example", now).map(({ level }) => level)).toEqual(["ok", "ok"]);
  });

  it.each([
    [{ ...good, cert: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" }, "pem.certificate"],
    [{ ...good, key: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" }, "pem.key"],
    [{ ...good, key: selfSigned({ hostname: "x", now }).key }, "certificate.other-key"],
    [selfSigned({ hostname: "other.example", now }), "certificate.other-name"],
    [selfSigned({ hostname: "desk.example", now: now - 60 * DAY, days: 30 }), "certificate.expired"],
    [weak(), "certificate.unusable"],
  ])("that cannot be used is refused", (pair, reason) =>
    expect(unusable(pair, "desk.example", now)).toMatchObject({ reason }),
  );

  it("is for any host while there is no name, and for a name in letters of its own", () => {
    expect(unusable(selfSigned({ hostname: "other.example", now }), null, now)).toBeNull();
    expect(
      unusable(selfSigned({ hostname: "hilfe.bücher.example", now }), "hilfe.bücher.example", now),
    ).toBeNull();
  });

  it("for another name, or expired, is reported", () => {
    const levels = (at: number) => certificateFindings(good, "other.example", at).map(({ level }) => level);
    expect(levels(now)).toEqual(["problem", "ok"]);
    expect(levels(now + 350 * DAY)).toEqual(["problem", "warning"]);
    expect(levels(now + 400 * DAY)).toEqual(["problem", "problem"]);
    expect(levels(now - 10 * DAY)).toEqual(["problem", "problem"]);
  });
});
