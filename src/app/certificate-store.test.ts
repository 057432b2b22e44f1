import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { expect, it } from "vitest";
import { selfSigned } from "./certificate.ts";
import { certificateIn, readCertificate } from "./certificate-store.ts";
import { testFolder } from "./cli/testing.ts";
import { Failure } from "./failure.ts";

const now = Date.UTC(2026, 5, 1);
const day = 24 * 3_600_000;

it("makes one where there is none, only readable by its owner, and keeps it", () => {
  const data = testFolder();
  expect(readCertificate(data)).toBeNull();
  const made = certificateIn(data, "desk.example", now);
  createSecureContext(made);
  expect(statSync(join(data, "tls")).mode & 0o777).toBe(0o700);
  expect(statSync(join(data, "tls/key.pem")).mode & 0o777).toBe(0o600);
  expect(certificateIn(data, "desk.example", now + 700 * day)).toMatchObject(made);
  expect(readCertificate(data)).toMatchObject({ ...made, ownMade: true, fits: true });
});

it("renews its own: for another name, near the end, after half a write", () => {
  const data = testFolder();
  const first = certificateIn(data, "desk.example", now);
  const renamed = certificateIn(data, "help.example", now);
  expect(renamed.cert).not.toBe(first.cert);
  const renewed = certificateIn(data, "help.example", now + 800 * day);
  expect(renewed.cert).not.toBe(renamed.cert);
  writeFileSync(join(data, "tls/key.pem"), first.key);
  expect(readCertificate(data)?.fits).toBe(false);
  createSecureContext(certificateIn(data, "help.example", now + 800 * day));
  rmSync(join(data, "tls/cert.pem"));
  createSecureContext(certificateIn(data, "help.example", now + 800 * day));
  expect(readFileSync(join(data, "tls/cert.pem"), "utf8")).toContain("BEGIN CERTIFICATE");
});

it("leaves alone what an authority has signed, and says when its key is missing", () => {
  const data = testFolder();
  const tls = join(data, "tls");
  mkdirSync(tls);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: tls, stdio: "pipe" });
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...ec,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-subj",
    "/CN=Authority",
    "-days",
    "1",
  );
  openssl("req", ...ec, "-keyout", "key.pem", "-out", "req.pem", "-subj", "/CN=other.example");
  openssl(
    "x509",
    "-req",
    "-in",
    "req.pem",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-days",
    "1",
    "-out",
    "cert.pem",
  );
  const cert = readFileSync(join(tls, "cert.pem"), "utf8");
  expect(certificateIn(data, "desk.example", Date.now()).cert).toBe(cert);
  expect(readCertificate(data)).toMatchObject({ ownMade: false, fits: true });
  writeFileSync(join(tls, "key.pem"), selfSigned({ hostname: "desk.example", now }).key);
  expect(() => certificateIn(data, "desk.example", Date.now())).toThrow(Failure);
  expect(() => certificateIn(data, "desk.example", Date.now())).toThrow(
    /key\.pem is not the key of .*cert\.pem/,
  );
  expect(readFileSync(join(tls, "cert.pem"), "utf8")).toBe(cert);
});

it("says what is wrong with files that are none", () => {
  const data = testFolder();
  mkdirSync(join(data, "tls"));
  for (const name of ["key", "cert"]) writeFileSync(join(data, `tls/${name}.pem`), "not PEM\n");
  expect(() => certificateIn(data, "desk.example", now)).toThrow(Failure);
  expect(() => certificateIn(data, "desk.example", now)).toThrow(
    /tls cannot be read: .*; put PEM files there, or remove both/,
  );
});
