import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type Socket, connect as tcpConnect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ZoneName, zone } from "../../../test/support/zone.ts";
import type { Log } from "../../base/log.ts";
import type { TlsaRecord } from "../../engine/settings/resolve.ts";
import { directDelivery } from "./direct.ts";
import { closeAll, closeLater, fakeServer, listen, when } from "./testing.ts";

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A CA, the certificates it issued for the server and for another one; and an expired CA. */
let authority: Certificate;
let good: Certificate;
let other: Certificate;
let old: Certificate;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "dane-"));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const made = (name: string): Certificate => ({
    key: readFileSync(file(`${name}.key`), "utf8"),
    cert: readFileSync(file(`${name}.pem`), "utf8"),
  });
  const authorityNames = ["-subj", "/CN=authority", "-addext", "keyUsage=keyCertSign"];
  openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    file("ca.key"),
    ...authorityNames,
    "-days",
    "9",
    "-out",
    file("ca.pem"),
  );
  const issue = (name: string, host: string, ...more: string[]) => {
    openssl("req", ...key, "-keyout", file(`${name}.key`), "-subj", `/CN=${name}`, "-out", file("csr"));
    writeFileSync(file("ext"), `subjectAltName=DNS:${host}\nbasicConstraints=CA:FALSE\n`);
    const by = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-extfile", file("ext")];
    openssl("x509", "-req", "-in", file("csr"), ...by, ...more, "-out", file(`${name}.pem`));
    return made(name);
  };
  good = issue("good", "mx.a.example", "-days", "2");
  other = issue("other", "mx.b.example", "-days", "2");
  old = issue("old", "mx.a.example", "-days", "-1");
  authority = made("ca");
  rmSync(folder, { recursive: true });
});

const logged: unknown[] = [];
const log: Log = { info() {}, warn() {}, error: (...entry) => logged.push(entry) };
let names: { [name: string]: ZoneName };
let port: number;
let received: number;
beforeEach(() => {
  received = 0;
  names = {
    "a.example": { mx: [{ preference: 10, exchange: "mx.a.example" }], secure: true },
    "mx.a.example": { addresses: ["192.0.2.1"], secure: true },
  };
});
afterEach(async () => {
  await closeAll();
  expect(logged.splice(0)).toEqual([]);
});

/** A server with this certificate and its intermediates. */
async function server({ key, cert }: Certificate, ...above: Certificate[]) {
  const smtp = new SMTPServer({
    ...{ key, cert: [cert, ...above.map((one) => one.cert)].join("\n") },
    ...{ authOptional: true, disableReverseLookup: true, logger: false, closeTimeout: 10 },
    onData(stream, _session, done) {
      stream.resume();
      stream.on("end", () => {
        received += 1;
        done(null, "2.0.0 Taken");
      });
    },
  });
  smtp.on("error", () => {});
  port = await listen(smtp.server, "127.0.0.1");
  closeLater(() => new Promise((resolve) => smtp.close(resolve)));
}

function demand(...tlsa: TlsaRecord[]): void {
  names["_25._tcp.mx.a.example"] = { tlsa, secure: true };
}

async function send(policy?: string) {
  const deliver = directDelivery({
    hostname: "desk.example",
    log,
    resolve: zone(names),
    fetchPolicy: () => (policy ? Promise.resolve(policy) : Promise.reject(new Error("no policy"))),
    now: () => Date.now(),
    store: { keepPolicy() {}, policy: () => null },
    connect: (): Promise<Socket> =>
      new Promise((resolve, reject) => {
        const socket = tcpConnect({ host: "127.0.0.1", port });
        socket.once("error", reject).once("connect", () => resolve(socket));
      }),
  });
  const raw = Buffer.from("From: <help@desk.example>\r\n\r\nHello\r\n");
  const { results } = await deliver({ raw, envelope: { from: "help@desk.example", to: ["x@a.example"] } });
  return results[0];
}

const der = ({ cert }: Certificate) => new X509Certificate(cert).raw;
const spki = ({ cert }: Certificate) =>
  new X509Certificate(cert).publicKey.export({ format: "der", type: "spki" });
const hash = (bytes: Uint8Array, by = "sha256") => createHash(by).update(bytes).digest();
const record = (usage: number, selector: number, matchingType: number, data: Uint8Array): TlsaRecord => ({
  ...{ usage, selector, matchingType, data },
});
const taken = { outcome: "delivered", tls: { version: "TLSv1.3", verified: true, by: "dane" } };
const notTaken = (why: RegExp) => ({ outcome: "deferred", response: expect.stringMatching(why) });

describe("DANE (RFC 7672)", () => {
  it.each<[string, () => TlsaRecord]>([
    ["3 1 1", () => record(3, 1, 1, hash(spki(good)))],
    ["3 1 2", () => record(3, 1, 2, hash(spki(good), "sha512"))],
    ["3 0 1", () => record(3, 0, 1, hash(der(good)))],
    ["3 0 0", () => record(3, 0, 0, der(good))],
    ["2 0 1", () => record(2, 0, 1, hash(der(authority)))],
    ["2 1 1", () => record(2, 1, 1, hash(spki(authority)))],
  ])("sends to a server whose certificate matches %s", async (_, tlsa) => {
    await server(good, authority);
    demand(tlsa());
    expect(await send()).toMatchObject(taken);
    expect(received).toBe(1);
  });

  it.each<[string, () => TlsaRecord]>([
    ["2 0 0", () => record(2, 0, 0, der(authority))],
    ["2 1 0", () => record(2, 1, 0, spki(authority))],
  ])("%s does not need the server to show the authority", async (_, tlsa) => {
    await server(good);
    demand(tlsa());
    expect(await send()).toMatchObject(taken);
  });

  it("ignores name and validity of a certificate that is named itself", async () => {
    await server(old);
    demand(record(3, 1, 1, hash(spki(old))));
    expect(await send()).toMatchObject(taken);
  });

  it("accepts one match among several records, as during a key rollover", async () => {
    await server(good);
    demand(record(3, 1, 1, hash(spki(other))), record(3, 1, 1, hash(spki(good))));
    expect(await send()).toMatchObject(taken);
  });

  it("sends nothing to a server that shows another certificate", async () => {
    await server(other, authority);
    demand(record(3, 1, 1, hash(spki(good))));
    expect(await send()).toMatchObject(notTaken(/not the one that its domain names in DNS/));
    demand(record(2, 0, 1, hash(der(authority))));
    expect(await send()).toMatchObject(notTaken(/not for mx\.a\.example or a\.example/));
    expect(received).toBe(0);
  });

  it("sends nothing if the CA is another one, or the certificate has expired", async () => {
    await server(good, authority);
    demand(record(2, 0, 1, hash(der(other))));
    expect(await send()).toMatchObject(notTaken(/does not descend/));
    await server(old, authority);
    demand(record(2, 0, 1, hash(der(authority))));
    expect(await send()).toMatchObject(notTaken(/does not descend/));
    expect(received).toBe(0);
  });

  it("sends nothing without TLS", async () => {
    const plain = await fakeServer(when("STARTTLS", "502 5.5.1 what?"));
    port = plain.port;
    demand(record(3, 1, 1, hash(spki(good))));
    expect(await send()).toMatchObject({ outcome: "deferred" });
    expect(plain.lines).not.toContainEqual(expect.stringMatching(/^MAIL/));
  });

  it("requires TLS, but no certificate, if no record is usable", async () => {
    await server(other);
    demand(
      record(1, 1, 1, hash(spki(good))),
      record(3, 1, 1, Buffer.from("short")),
      record(9, 9, 9, der(good)),
    );
    expect(await send()).toMatchObject({ outcome: "delivered", tls: { verified: false } });
    port = (await fakeServer(when("STARTTLS", "502 5.5.1 what?"))).port;
    expect(await send()).toMatchObject({ outcome: "deferred" });
  });

  it("defers if DNS does not answer, or if the answer is forged", async () => {
    await server(good);
    names["_25._tcp.mx.a.example"] = { broken: true };
    expect(await send()).toMatchObject(
      notTaken(/^DNS does not tell what the certificate of mx\.a\.example must be/),
    );
    expect(received).toBe(0);
  });

  it.each(["a.example", "mx.a.example", "_25._tcp.mx.a.example"])(
    "requires nothing if %s is not proven",
    async (name) => {
      await server(other);
      demand(record(3, 1, 1, hash(spki(good))));
      names[name] = { ...names[name], secure: false };
      expect(await send()).toMatchObject({ outcome: "delivered", tls: { verified: false } });
    },
  );

  it("takes precedence over an MTA-STS policy", async () => {
    await server(good);
    demand(record(3, 1, 1, hash(spki(good))));
    names["_mta-sts.a.example"] = { txt: ["v=STSv1; id=1;"] };
    const policy = "version: STSv1\nmode: enforce\nmx: elsewhere.a.example\nmax_age: 86400\n";
    expect(await send(policy)).toMatchObject(taken);
  });
});
