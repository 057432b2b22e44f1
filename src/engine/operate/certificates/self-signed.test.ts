import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selfSigned } from "./self-signed.ts";

const now = Date.UTC(2026, 1, 3, 4, 5, 6);
const day = 86_400_000;

describe("selfSigned, read by node", () => {
  it("names the host, localhost and 127.0.0.1", () => {
    const cert = new X509Certificate(selfSigned({ hostname: "help.example.org", now }).cert);
    expect(cert.subject).toBe("CN=help.example.org");
    expect(cert.issuer).toBe(cert.subject);
    expect(cert.subjectAltName).toBe("DNS:help.example.org, DNS:localhost, IP Address:127.0.0.1");
    expect(cert.ca).toBe(false);
  });

  it("matches its key and is signed with it", () => {
    const { key, cert } = selfSigned({ hostname: "help.example.org", now });
    const read = new X509Certificate(cert);
    expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  });

  it("is valid from an hour ago for the given days, also with four-digit years", () => {
    const near = new X509Certificate(selfSigned({ hostname: "a.example", now, days: 10 }).cert);
    expect(near.validFromDate.getTime()).toBe(now - 3_600_000);
    expect(near.validToDate.getTime()).toBe(now + 10 * day);
    const far = new X509Certificate(selfSigned({ hostname: "a.example", now, days: 40 * 365 }).cert);
    expect(far.validToDate.getTime()).toBe(now + 40 * 365 * day);
  });

  it("has another key and serial number each time", () => {
    const [one, two] = [1, 2].map(() => new X509Certificate(selfSigned({ hostname: "a.example", now }).cert));
    expect(one?.serialNumber).not.toBe(two?.serialNumber);
    expect(one?.publicKey.equals(two?.publicKey ?? one.publicKey)).toBe(false);
  });

  it("takes any host name, long, short or international", () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
    const host = fc
      .array(label, { minLength: 1, maxLength: 12 })
      .map((labels) => `h${labels.join(".")}.example`);
    fc.assert(
      fc.property(host, (hostname) => {
        const cert = new X509Certificate(selfSigned({ hostname, now }).cert);
        expect(cert.checkHost(hostname)).toBe(hostname);
        expect(cert.verify(cert.publicKey)).toBe(true);
      }),
      { numRuns: 50 },
    );
    const abroad = new X509Certificate(selfSigned({ hostname: "hilfe.müller.example", now }).cert);
    expect(abroad.checkHost("hilfe.xn--mller-kva.example")).toBe("hilfe.xn--mller-kva.example");
  });

  it("refuses invalid host names", () => {
    for (const hostname of ["", "two words", "a/b"]) {
      expect(() => selfSigned({ hostname, now })).toThrow("not a host name");
    }
  });
});

describe("selfSigned, read by openssl", () => {
  it("is well-formed and verifies against itself", () => {
    const folder = mkdtempSync(join(tmpdir(), "certificate-"));
    try {
      const file = join(folder, "cert.pem");
      writeFileSync(file, selfSigned({ hostname: "help.example.org", now: Date.now() }).cert);
      const openssl = (...args: string[]) => execFileSync("openssl", args, { encoding: "utf8" });
      const text = openssl("x509", "-in", file, "-noout", "-text");
      expect(text).toMatch(/Version: 3/);
      expect(text).toMatch(/Signature Algorithm: ecdsa-with-SHA256/);
      expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
      expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature\n/);
      expect(text).toMatch(/X509v3 Extended Key Usage:\s+TLS Web Server Authentication\n/);
      expect(text).toMatch(/DNS:help\.example\.org, DNS:localhost, IP Address:127\.0\.0\.1/);
      const verified = openssl(
        ...["verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "help.example.org"],
        ...["-CAfile", file, file],
      );
      expect(verified).toBe(`${file}: OK\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("selfSigned, in a handshake", () => {
  async function handshake(servername: string): Promise<string> {
    const { key, cert } = selfSigned({ hostname: "help.example.org", now: Date.now() });
    const server = tls.createServer({ key, cert }, (socket) => socket.on("error", () => {}).end("hello"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      const socket = tls.connect({ host: "127.0.0.1", port: address.port, ca: cert, servername });
      let read = "";
      for await (const chunk of socket) read += chunk;
      return read;
    } finally {
      server.close();
    }
  }

  it("is accepted by a client that trusts it, under each of its names", async () => {
    expect(await handshake("help.example.org")).toBe("hello");
    expect(await handshake("localhost")).toBe("hello");
  });

  it("is refused under another name", async () => {
    await expect(handshake("other.example.org")).rejects.toThrow("does not match certificate's altnames");
  });
});
