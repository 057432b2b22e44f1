import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { expect, it } from "vitest";
import { testFolder } from "../../../../test/support/commands.ts";
import { Failure } from "../../../base/failure.ts";
import { selfSigned } from "./self-signed.ts";
import { certificateIn, readCertificate } from "./store.ts";

const now = Date.UTC(2026, 5, 1);
const day = 24 * 3_600_000;

it("creates one if there is none, only readable by its owner, and keeps it", () => {
  const data = testFolder();
  expect(readCertificate(data)).toBeNull();
  const made = certificateIn(data, "desk.example", now);
  createSecureContext(made);
  expect(statSync(join(data, "tls")).mode & 0o777).toBe(0o700);
  expect(statSync(join(data, "tls/key.pem")).mode & 0o777).toBe(0o600);
  expect(certificateIn(data, "desk.example", now + 700 * day)).toMatchObject(made);
  expect(readCertificate(data)).toMatchObject({ ...made, ownMade: true, problem: null });
});

it("keeps a self-signed one for another name: browsers warn once, before and after the setup", () => {
  const data = testFolder();
  const first = certificateIn(data, "mailmanager", now);
  expect(certificateIn(data, "help.example", now)).toMatchObject(first);
});

it("replaces self-signed ones after an incomplete write, for the name of now; renewal has its own time", () => {
  const data = testFolder();
  const first = certificateIn(data, "desk.example", now);
  expect(certificateIn(data, "help.example", now + 900 * day)).toMatchObject(first);
  writeFileSync(join(data, "tls/key.pem"), selfSigned({ hostname: "desk.example", now }).key);
  expect(readCertificate(data)?.problem).toMatchObject({ reason: "certificate.other-key" });
  createSecureContext(certificateIn(data, "help.example", now + 800 * day));
  const read = readCertificate(data);
  expect([read?.problem, read?.x509.checkHost("help.example")]).toEqual([null, "help.example"]);
  rmSync(join(data, "tls/cert.pem"));
  createSecureContext(certificateIn(data, "help.example", now + 800 * day));
  expect(readFileSync(join(data, "tls/cert.pem"), "utf8")).toContain("BEGIN CERTIFICATE");
});

it("has a key and its own certificate after a power cut at any moment of a change", () => {
  const data = testFolder();
  const before = certificateIn(data, "desk.example", now);
  const after = selfSigned({ hostname: "desk.example", now: now + day });
  const [key, cert] = [join(data, "tls/key.pem"), join(data, "tls/cert.pem")];
  const cuts: readonly (readonly [left: () => void, expected: typeof before])[] = [
    [() => writeFileSync(`${key}.new`, after.key.slice(0, 40)), before],
    [() => writeFileSync(`${key}.new`, after.key), before],
    [() => writeFileSync(`${cert}.new`, after.cert), before],
    [() => renameSync(`${cert}.new`, cert), after],
  ];
  for (const [cut, [left, expected]] of cuts.entries()) {
    left();
    const files = ["key.pem.new", "cert.pem.new"].map((name) => join(data, "tls", name));
    const kept = files.map((file) => (existsSync(file) ? readFileSync(file) : null));
    expect(readCertificate(data), `cut ${cut}`).toMatchObject({ ...expected, problem: null });
    // The next interruption continues from what this one left.
    files.forEach((file, index) => {
      const bytes = kept[index];
      if (bytes && cut < 3) writeFileSync(file, bytes);
    });
  }
  expect(existsSync(`${key}.new`)).toBe(false);
});

it("does not replace one from a CA, and says if its key is missing", () => {
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
  expect(readCertificate(data)).toMatchObject({ ownMade: false, problem: null });
  writeFileSync(join(tls, "key.pem"), selfSigned({ hostname: "desk.example", now }).key);
  expect(() => certificateIn(data, "desk.example", Date.now())).toThrow(Failure);
  expect(() => certificateIn(data, "desk.example", Date.now())).toThrow(
    /key\.pem is not the key of .*cert\.pem/,
  );
  expect(readFileSync(join(tls, "cert.pem"), "utf8")).toBe(cert);
});

it("reports invalid files", () => {
  const data = testFolder();
  mkdirSync(join(data, "tls"));
  for (const name of ["key", "cert"]) writeFileSync(join(data, `tls/${name}.pem`), "not PEM\n");
  expect(() => certificateIn(data, "desk.example", now)).toThrow(Failure);
  expect(() => certificateIn(data, "desk.example", now)).toThrow(
    /tls cannot be read: .*; put PEM files there, or remove both/,
  );
});
