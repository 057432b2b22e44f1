import { execFileSync, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { orderCertificate } from "../../../../test/support/certificate.ts";
import { testFolder } from "../../../../test/support/commands.ts";
import { openData } from "../../../../test/support/data.ts";
import { captureLog, engineOver } from "../../../../test/support/engine.ts";
import { patience } from "../../../../test/support/patience.ts";
import { freePorts } from "../../../../test/support/ports.ts";
import { nobody, system } from "../../../domain/policy/index.ts";
import { inEnglish } from "../../../text/index.ts";
import { type CertificateKeeper, type CertificateState, createCertificates } from "./certificates.ts";
import type { KeyAndCertificate } from "./check.ts";
import { certificateRequest, newKey } from "./request.ts";
import { selfSigned } from "./self-signed.ts";

const DAY = 86_400_000;
const admin = system("test");
/** What went wrong with the last order. */
const words = (attempt: CertificateState["attempt"]): string =>
  attempt?.problem ? inEnglish(attempt.problem) : "";
const stops: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** A real test CA, and a DNS in which every name points here. */
let authority: { directory: string; ca: string };
/** The hosts' responses to the CA; "silent.…" sends none. */
let keeper: CertificateKeeper;
beforeAll(async () => {
  const folder = testFolder();
  const [api, management, dns, dnsManagement, http] = await freePorts(5);
  const hosts = createServer(({ url = "", headers }, response) => {
    const token = url.replace("/.well-known/acme-challenge/", "");
    const answer = headers.host?.startsWith("silent.") ? null : keeper.answerTo(token);
    response.writeHead(answer === null ? 404 : 200).end(answer ?? "nothing");
  });
  await new Promise<void>((done) => hosts.listen(http, "127.0.0.1", done));
  stops.push(() => new Promise<void>((done) => hosts.close(() => done())));
  const { key, cert } = selfSigned({ hostname: "localhost", now: Date.now() });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const configuration = file(
    "pebble.json",
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${api}`,
        managementListenAddress: `127.0.0.1:${management}`,
        certificate: file("cert.pem", cert),
        privateKey: file("key.pem", key),
        httpPort: http,
        tlsPort: 1,
        domainBlocklist: ["refused.example"],
      },
    }),
  );
  start("pebble-challtestsrv", [
    ...["-dns01", `127.0.0.1:${dns}`, "-management", `127.0.0.1:${dnsManagement}`],
    ...["-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", ""],
  ]);
  const said = start("pebble", ["-config", configuration, "-dnsserver", `127.0.0.1:${dns}`], {
    PEBBLE_VA_NOSLEEP: "1",
    // Every fifth nonce is refused, as by CAs that have forgotten it.
    PEBBLE_WFE_NONCEREJECT: "20",
  });
  await vi.waitFor(() => expect(said()).toContain("ACME directory available"), patience);
  authority = { directory: `https://127.0.0.1:${api}/dir`, ca: cert };
});

function start(command: string, args: readonly string[], env: Record<string, string> = {}): () => string {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  stops.push(async () => {
    child.kill();
    await ended;
  });
  return () => said;
}

function open(data = testFolder(), clock = { now: Date.now() }) {
  const record = openData(data);
  stops.push(() => record.close());
  const log = captureLog();
  const shown: KeyAndCertificate[] = [];
  const { settings } = engineOver(record);
  keeper = createCertificates({
    ...{ data, hostname: "desk.example", record, settings, log, interval: 20 },
    order: orderCertificate,
    now: () => clock.now,
  });
  keeper.onChange((certificate) => shown.push(certificate));
  return { data, record, log, shown, clock, keeper };
}

const acme = (...names: string[]) =>
  ({
    kind: "acme",
    directory: authority.directory,
    ca: authority.ca,
    email: "it@desk.example",
    names,
  }) as const;

describe("a certificate from a CA", () => {
  it("is ordered, used at once, and recorded in the journal", async () => {
    const { shown, record, data } = open();
    expect(keeper.inUse(admin)).toMatchObject({ policy: { kind: "self" }, shown: { ownMade: true } });
    expect(await keeper.useAcme(admin, acme("mail.desk.example"))).toMatchObject({ ok: true });
    const { attempt, shown: now, policy } = keeper.inUse(admin);
    expect(attempt).toMatchObject({ ok: true, problem: null });
    expect(now).toMatchObject({ ownMade: false, issuer: expect.stringContaining("Pebble") });
    expect([...now.names].sort()).toEqual(["desk.example", "mail.desk.example"]);
    expect(policy).toEqual(acme("mail.desk.example"));
    expect(shown).toHaveLength(1);
    expect(new X509Certificate(shown[0]?.cert ?? "").fingerprint256).toBe(now.fingerprint);
    const events = (await record.journal.read(0, 10)).map(({ event }) => event);
    expect(events).toMatchObject([
      { type: "CertificatePolicyChanged" },
      { type: "CertificateInstalled", certificate: { fingerprint: now.fingerprint } },
    ]);
    // After a restart it is used again.
    expect(open(data).keeper.inUse(admin).shown.fingerprint).toBe(now.fingerprint);
  });

  it("is issued for the other names if one cannot be validated, and one is refused", async () => {
    open();
    await keeper.useAcme(admin, acme("silent.desk.example", "refused.example", "mail.desk.example"));
    const { attempt, shown } = keeper.inUse(admin);
    expect([...shown.names].sort()).toEqual(["desk.example", "mail.desk.example"]);
    expect(attempt?.ok).toBe(true);
    expect(words(attempt)).toMatch(/silent\.desk\.example: .*404/);
    expect(words(attempt)).toMatch(/refused\.example: /);
  });

  it("keeps the current one if none is issued, and says why", async () => {
    const { shown, log, clock } = open();
    const before = keeper.inUse(admin).shown.fingerprint;
    await keeper.useAcme(admin, { ...acme(), directory: "https://127.0.0.1:1/dir" });
    expect(keeper.inUse(admin)).toMatchObject({
      attempt: { ok: false },
      shown: { fingerprint: before },
    });
    expect(words(keeper.inUse(admin).attempt)).toContain("ECONNREFUSED");
    await keeper.useAcme(admin, { ...acme(), ca: null });
    expect(words(keeper.inUse(admin).attempt)).toMatch(/self.signed certificate/);
    expect(shown).toEqual([]);
    expect(log.lines).toHaveLength(2);
    // It is not requested again at each check, but after a while.
    await keeper.renew(admin);
    expect(log.lines).toHaveLength(2);
    clock.now += 7 * 3_600_000;
    await keeper.renew(admin);
    expect(log.lines).toHaveLength(3);
  });

  it("is renewed before it expires", async () => {
    const { shown, clock } = open();
    await keeper.useAcme(admin, acme());
    await keeper.renew(admin);
    expect(shown).toHaveLength(1);
    const { from, until } = keeper.inUse(admin).shown;
    clock.now = until - (until - from) / 4;
    await keeper.renew(admin);
    expect(keeper.inUse(admin).attempt).toMatchObject({ ok: true, problem: null });
    expect(shown).toHaveLength(2);
  });
});

describe("an installed certificate", () => {
  const own = (hostname: string, now = Date.now()) => selfSigned({ hostname, now, days: 90 });

  it("is used if it fits", async () => {
    const { shown } = open();
    const pair = own("desk.example");
    expect(await keeper.useOwn(admin, pair)).toMatchObject({ ok: true });
    expect(shown).toEqual([pair]);
    expect(keeper.inUse(admin).policy).toEqual({ kind: "own" });
    expect(await keeper.useSelf(admin)).toMatchObject({ ok: true });
    expect(keeper.inUse(admin).policy).toEqual({ kind: "self" });
  });

  it.each<[string, string, () => { cert: string; key: string | null }]>([
    ["is for another host", "cert", () => own("other.example")],
    ["has ended", "cert", () => own("desk.example", Date.now() - 100 * DAY)],
    ["comes with another key", "key", () => ({ ...own("desk.example"), key: newKey() })],
    ["comes without a key", "key", () => ({ cert: own("desk.example").cert, key: null })],
    ["is none", "cert", () => ({ cert: "no", key: newKey() })],
    ["comes with a key that is none", "key", () => ({ cert: own("desk.example").cert, key: "no" })],
  ])("is refused if it %s", async (_, field, given) => {
    const { shown } = open();
    expect(await keeper.useOwn(admin, given())).toMatchObject({ ok: false, error: { field } });
    expect(shown).toEqual([]);
  });

  it("can be for a request that was created here", async () => {
    const { shown } = open();
    const made = keeper.request(admin, ["mail.desk.example"]);
    if (!made.ok) throw new Error(inEnglish(made.error));
    const folder = testFolder();
    const file = (name: string) => join(folder, name);
    writeFileSync(file("csr"), made.value);
    const openssl = (...args: string[]) => execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });
    expect(openssl("req", "-in", file("csr"), "-verify", "-noout", "-text")).toMatch(
      /DNS:desk\.example, DNS:mail\.desk\.example/,
    );
    const names = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=ca"];
    openssl("req", "-x509", ...names, "-keyout", file("ca.key"), "-out", file("ca.pem"));
    const by = [
      "-CA",
      file("ca.pem"),
      "-CAkey",
      file("ca.key"),
      "-CAcreateserial",
      "-copy_extensions",
      "copy",
    ];
    const cert = openssl("x509", "-req", "-in", file("csr"), ...by, "-days", "9");
    expect(await keeper.useOwn(admin, { cert, key: null })).toMatchObject({ ok: true });
    expect(shown[0]?.cert).toBe(cert);
    expect(keeper.inUse(admin).requested).toBe(false);
  });

  it("needs permission", async () => {
    open();
    const denied = { ok: false, error: { code: "permission.denied" } };
    expect(await keeper.useOwn(nobody, own("desk.example"))).toMatchObject(denied);
    expect(await keeper.useSelf(nobody)).toMatchObject(denied);
    expect(await keeper.useAcme(nobody, acme())).toMatchObject(denied);
    expect(keeper.request(nobody, [])).toMatchObject(denied);
  });

  it("certificateRequest takes only host names", () => {
    expect(() => certificateRequest(newKey(), ["desk.example"])).not.toThrow();
    expect(keeper.request(admin, ["not a name"])).toMatchObject({ ok: false, error: { field: "names" } });
  });
});

it("a self-signed one is renewed in time", async () => {
  const { shown, clock } = open();
  await keeper.renew(admin);
  expect(shown).toEqual([]);
  clock.now += 700 * DAY;
  await keeper.renew(admin);
  expect(shown).toHaveLength(1);
  expect(keeper.inUse(admin).shown.until).toBeGreaterThan(clock.now + 300 * DAY);
});
