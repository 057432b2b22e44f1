import { execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "dns-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../../test/support/ports.ts";
import type { Resolve } from "../../engine/settings/resolve.ts";
import { systemResolver, trustedResolvers, validatingResolver } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "dns-"));
const stops: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
  rmSync(folder, { recursive: true });
});

const digest = "ab".repeat(32);
const records = (zone: string) => `$ORIGIN ${zone}.
$TTL 60
@ IN SOA ns hostmaster 1 3600 600 86400 60
@ IN NS ns
ns IN A 192.0.2.53
@ IN MX 10 MX1
@ IN MX 20 mx2
@ IN TXT "v=spf1 " "-all"
mx1 IN A 192.0.2.1
mx1 IN AAAA 2001:db8::1
mx2 IN A 192.0.2.2
alias IN CNAME mx1
_25._tcp.mx1 IN TLSA 3 1 1 ${digest}
many IN TXT ${Array.from({ length: 12 }, (_, i) => `"${String(i).padEnd(250, "x")}"`).join(" ")}
none IN MX 0 .
`;

/** A zone file, signed if requested; `spoil` changes it after signing. */
function zoneFile(zone: string, signed: boolean, spoil?: (text: string) => string): string {
  const file = join(folder, zone);
  writeFileSync(file, records(zone));
  if (!signed) return file;
  const options = { cwd: folder, encoding: "utf8" } as const;
  const key = execFileSync("ldns-keygen", ["-a", "ECDSAP256SHA256", "-k", zone], options).trim();
  execFileSync("ldns-signzone", ["-f", `${file}.signed`, file, key], options);
  anchors.push(join(folder, `${key}.key`));
  if (spoil) writeFileSync(`${file}.signed`, spoil(readFileSync(`${file}.signed`, "utf8")));
  return `${file}.signed`;
}
const anchors: string[] = [];

/** A real unbound, which validates these zones. */
async function startUnbound(): Promise<number> {
  const port = await freePort();
  const zones = {
    "signed.test": zoneFile("signed.test", true),
    "plain.test": zoneFile("plain.test", false),
    "forged.test": zoneFile("forged.test", true, (text) =>
      text.replace(/(\sA\s+192\.0\.2\.)1\n/, "$166\n").replace('"-all"', '"+all"'),
    ),
  };
  const lines = [
    "server:",
    `  interface: 127.0.0.1@${port}`,
    `  directory: "${folder}"`,
    ...['chroot: ""', 'username: ""', 'pidfile: ""', "use-syslog: no", "do-daemonize: no"].map(
      (one) => `  ${one}`,
    ),
    ...["access-control: 127.0.0.0/8 allow", 'module-config: "validator iterator"'].map((one) => `  ${one}`),
    ...Object.keys(zones).map((zone) => `  local-zone: "${zone}." transparent`),
    '  local-zone: "test." nodefault',
    ...["192.0.2.1", "2001:db8::1"].map((address) => `  local-data-ptr: "${address} MX1.signed.test"`),
    ...anchors.map((file) => `  trust-anchor-file: "${file}"`),
    ...Object.entries(zones).flatMap(([zone, file]) => [
      "auth-zone:",
      `  name: "${zone}"`,
      `  zonefile: "${file}"`,
      "  for-downstream: no",
      "  for-upstream: yes",
    ]),
    "remote-control:",
    "  control-enable: no",
  ];
  const configuration = join(folder, "unbound.conf");
  writeFileSync(configuration, `${lines.join("\n")}\n`);
  const unbound = spawn("unbound", ["-d", "-c", configuration], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((done) => unbound.once("close", () => done()));
  stops.push(async () => {
    unbound.kill();
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    unbound.stderr.on("data", (chunk) => {
      said += chunk;
      if (said.includes("start of service")) resolve();
    });
    unbound.once("close", () => reject(new Error(`unbound ended: ${said}`)));
  });
  return port;
}

let dns: Resolve & Required<Pick<Resolve, "tlsa">>;
let port: number;
beforeAll(async () => {
  port = await startUnbound();
  dns = validatingResolver({ servers: [{ host: "127.0.0.1", port }] });
});

describe("validatingResolver, by a real resolver that validates", () => {
  it("reports answers of a signed zone as proven", async () => {
    expect(await dns.mx("signed.test")).toEqual({
      kind: "found",
      secure: true,
      records: expect.arrayContaining([
        { preference: 10, exchange: "mx1.signed.test" },
        { preference: 20, exchange: "mx2.signed.test" },
      ]),
    });
    expect(await dns.addresses("mx1.signed.test")).toEqual({
      kind: "found",
      secure: true,
      records: ["2001:db8::1", "192.0.2.1"],
    });
    expect(await dns.txt("signed.test")).toEqual({ kind: "found", secure: true, records: ["v=spf1 -all"] });
    expect(await dns.mx("none.signed.test")).toMatchObject({ records: [{ exchange: "" }] });
  });

  it("returns TLSA records", async () => {
    const answer = await dns.tlsa("_25._tcp.mx1.signed.test");
    expect(answer).toMatchObject({
      kind: "found",
      secure: true,
      records: [{ usage: 3, selector: 1, matchingType: 1 }],
    });
    expect(answer.kind === "found" && Buffer.from(answer.records[0]?.data ?? []).toString("hex")).toBe(
      digest,
    );
  });

  it("reports missing records, and that this is proven", async () => {
    expect(await dns.tlsa("_25._tcp.mx2.signed.test")).toEqual({ kind: "none", exists: false, secure: true });
    expect(await dns.mx("mx1.signed.test")).toEqual({ kind: "none", exists: true, secure: true });
    // One kind of address is enough, and the absence of the other is also proven.
    expect(await dns.addresses("mx2.signed.test")).toMatchObject({ kind: "found", secure: true });
  });

  it("returns the names of an address of either kind, or that there are none", async () => {
    const found = { kind: "found", records: ["mx1.signed.test"] };
    const system = systemResolver({ servers: [`127.0.0.1:${port}`] });
    for (const resolve of [dns, system]) {
      expect(await resolve.names("192.0.2.1")).toMatchObject(found);
      expect(await resolve.names("2001:DB8::1")).toMatchObject(found);
      expect(await resolve.names("192.0.2.9")).toMatchObject({ kind: "none", exists: false });
      expect(await resolve.names("no address")).toMatchObject({ kind: "failed" });
    }
  });

  it("follows an alias and returns its target", async () => {
    expect(await dns.addresses("alias.signed.test")).toMatchObject({
      canonical: "mx1.signed.test",
      secure: true,
    });
  });

  it("reports answers of an unsigned zone as not proven", async () => {
    expect(await dns.mx("plain.test")).toMatchObject({ kind: "found", secure: false });
    expect(await dns.tlsa("_25._tcp.mx1.plain.test")).toMatchObject({ kind: "found", secure: false });
    expect(await dns.tlsa("_25._tcp.mx9.plain.test")).toMatchObject({ kind: "none", secure: false });
  });

  it("treats a forged answer as a failure", async () => {
    expect(await dns.txt("forged.test")).toEqual({
      kind: "failed",
      problem: expect.objectContaining({ reason: "dns.query" }),
    });
    // The IPv4 address was forged, the IPv6 address was not.
    expect(await dns.addresses("mx1.forged.test")).toMatchObject({ records: ["2001:db8::1"], secure: true });
  });

  it("repeats by TCP if the answer does not fit in a datagram", async () => {
    const answer = await dns.txt("many.signed.test");
    expect(answer.kind === "found" && answer.records.join("").length).toBe(3000);
  });

  it("agrees with the system's resolver", async () => {
    const system = systemResolver({ servers: [`127.0.0.1:${port}`] });
    const plain = await system.addresses("mx1.signed.test");
    expect(await dns.addresses("mx1.signed.test")).toMatchObject(plain);
    expect(plain).not.toHaveProperty("secure");
  });

  it("asks the next one if one is silent, closed, or sends nonsense", async () => {
    const nonsense = createSocket("udp4");
    nonsense.on("message", (question, { port: to, address }) => {
      nonsense.send(Buffer.from("what?"), to, address);
      // An answer to another query.
      const other = { type: "response", id: 1, questions: [{ type: "A", name: "x.test" }] } as const;
      nonsense.send(encode({ ...other, questions: [...other.questions] }), to, address);
      nonsense.send(question, to, address);
    });
    await new Promise<void>((done) => nonsense.bind(0, "127.0.0.1", done));
    stops.push(() => new Promise<void>((done) => nonsense.close(() => done())));
    const host = "127.0.0.1";
    const servers = [
      { host, port: nonsense.address().port },
      { host, port: await freePort() },
      { host, port },
    ];
    const patient = validatingResolver({ servers, timeout: 1000 });
    expect(await patient.mx("signed.test")).toMatchObject({ kind: "found", secure: true });
    const alone = validatingResolver({ servers: servers.slice(0, 2), timeout: 100 });
    expect(await alone.mx("signed.test")).toMatchObject({ kind: "failed" });
  });
});

describe("trustedResolvers", () => {
  const of = (text: string) => {
    const file = join(folder, "resolv.conf");
    writeFileSync(file, text);
    return trustedResolvers(file);
  };
  it("are those of resolv.conf if it declares them trusted", () => {
    expect(of("nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch x.test\n")).toEqual([
      { host: "127.0.0.53", port: 53 },
    ]);
  });
  it("are none if it does not, or is missing", () => {
    expect(of("nameserver 127.0.0.53\n# options trust-ad\n")).toEqual([]);
    expect(trustedResolvers(join(folder, "missing"))).toEqual([]);
  });
});
