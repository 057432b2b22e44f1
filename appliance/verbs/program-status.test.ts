import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createNetServer, type Server } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestBox, testBox } from "../testing/box.ts";
import { resetCertificate } from "./certificate-reset.ts";
import { programStatus } from "./program-status.ts";

let test: TestBox;
const asked = {
  caller: "console",
  by: null,
  progress: () => {},
  pass: null,
  signal: new AbortController().signal,
} as const;
const put = (name: string, text: string) => writeFileSync(join(test.box.places.data, name), text);
const state = async () => programStatus.run(test.box, {}, asked);

beforeEach(() => {
  test = testBox({ systemctl: {} });
});
afterEach(() => test.remove());

describe("the program, seen from outside", () => {
  it("is stopped and not set up in an empty folder", async () => {
    const nothing = { running: false, setUp: false, queue: null, lastBackup: null, certificate: null };
    expect(await state()).toEqual({ ok: true, value: nothing });
    put("run.json", "{");
    expect(await state()).toEqual({ ok: true, value: nothing });
  });

  it("shows the certificate that is served, whatever is in the folder", async () => {
    mkdirSync(join(test.box.places.data, "tls"));
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(test.box.places.data, "tls", name));
    execFileSync("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"],
      ...["-subj", "/CN=box", "-addext", "subjectAltName=DNS:box.example.org,IP:192.0.2.10"],
      ...["-keyout", key ?? "", "-out", cert ?? ""],
    ]);
    const server = createServer({ key: readFileSync(key ?? ""), cert: readFileSync(cert ?? "") });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const port = portOf(server);
    const print = execFileSync("openssl", ["x509", "-in", cert ?? "", "-noout", "-fingerprint", "-sha256"], {
      encoding: "utf8",
    });
    put("mailmanager.db", "");
    for (const place of [`0.0.0.0:${port}`, `[::]:${port}`, `127.0.0.1:${port}`]) {
      put("run.json", JSON.stringify({ pid: 1, https: place, http: null }));
      expect(await state()).toMatchObject({
        value: {
          running: true,
          setUp: true,
          certificate: {
            fingerprint: print.split("=")[1]?.trim().replaceAll(":", "").toLowerCase(),
            selfSigned: true,
            names: ["box.example.org", "192.0.2.10"],
          },
        },
      });
    }
    server.close();
    await resetCertificate.run(test.box, {}, asked);
    expect([key, cert].map((file) => existsSync(file ?? ""))).toEqual([false, false]);
    expect(test.ran).toEqual(["systemctl --no-block restart mailmanager.service"]);
  });

  it("shows queue lengths and the last backup, but nothing from a dead program", async () => {
    const queue = { incoming: 3, outgoing: 1 };
    put("run.json", JSON.stringify({ pid: 7, https: null, http: null }));
    expect(await state()).toMatchObject({ value: { queue: null, lastBackup: null } });
    put("status.json", JSON.stringify({ pid: 7, queue, more: true }));
    expect(await state()).toMatchObject({ value: { queue, lastBackup: null } });
    const lastBackup = "2026-11-20T03:00:00.000Z";
    put("status.json", JSON.stringify({ pid: 7, queue, lastBackup }));
    expect(await state()).toMatchObject({ value: { queue, lastBackup } });
    for (const wrong of [
      { pid: 6, queue, lastBackup },
      { pid: 7, queue: { incoming: "3", outgoing: 1 } },
    ]) {
      put("status.json", JSON.stringify(wrong));
      expect(await state()).toMatchObject({ value: { queue: null, lastBackup: null } });
    }
  });

  it("shows no certificate without an answer in TLS", async () => {
    const server = createNetServer((socket) => socket.end("220 not TLS\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const port = portOf(server);
    put("run.json", JSON.stringify({ pid: 1, https: `127.0.0.1:${port}` }));
    expect(await state()).toMatchObject({ value: { running: true, certificate: null } });
    server.close();
    expect(await state()).toMatchObject({ value: { running: true, certificate: null } });
  });
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen");
  return address.port;
}
