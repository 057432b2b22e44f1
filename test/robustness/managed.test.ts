/** Under a service manager: socket activation, and notifications to the manager. */
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { type DatagramListener, listenFor, type Managed, manage } from "../support/manager.ts";
import { patience } from "../support/patience.ts";
import { freePort } from "../support/ports.ts";
import { newInstallation } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { handOver, plainMail } from "../support/server.ts";

let folder: ReturnType<typeof dataFolder>;
let managed: Managed | undefined;
let ear: DatagramListener | undefined;

beforeEach(async () => {
  folder = dataFolder();
  await newInstallation(join(folder.path, "data"));
});
afterEach(async () => {
  await managed?.stop();
  await ear?.stop();
  managed = undefined;
  ear = undefined;
  folder.remove();
});

const loopback = async () => `127.0.0.1:${await freePort()}`;
const portIn = (place: string) => Number(/\d+$/.exec(place)?.[0]);
/** The first line received. */
const firstLine = (socket: NodeJS.ReadableStream) =>
  new Promise<string>((resolve, reject) => {
    socket.once("data", (bytes: Buffer) => resolve(bytes.toString()));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
  });

test("each passed socket is served by its name, and takes precedence over a configured address", async () => {
  const sockets = {
    http: await loopback(),
    smtp: await loopback(),
    https: await loopback(),
    smtps: await loopback(),
    submission: await loopback(),
    lmtp: join(folder.path, "lmtp"),
  };
  managed = await manage(folder.path, sockets, ["--smtp", "127.0.0.1:1"]);
  expect(await managed.serving()).toMatchObject(sockets);
  expect(managed.log()).toContain("a socket was passed by systemd listener=smtp");

  const page = await fetch(`http://${sockets.http}/tickets?q=a%20b`, { redirect: "manual" });
  expect([page.status, page.headers.get("location")]).toEqual([308, "https://127.0.0.1/tickets?q=a%20b"]);
  for (const name of ["smtp", "submission"] as const)
    expect(await handOver(portIn(sockets[name]), plainMail(name))).toMatch(/^250 2\.6\.0/);
  const secure = connectTls({ port: portIn(sockets.smtps), rejectUnauthorized: false });
  expect(await firstLine(secure)).toMatch(/^220 .*ESMTP/);
  expect(secure.getPeerCertificate().subject.CN).toBe("desk.example");
  secure.write("EHLO a.example\r\n");
  expect(await firstLine(secure)).not.toContain("STARTTLS");
  secure.destroy();
  const pages = connectTls({ port: portIn(sockets.https), rejectUnauthorized: false });
  pages.write("GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  expect(await firstLine(pages)).toMatch(/^HTTP\/1\.1 200 /);
  pages.destroy();
  const lmtp = connect(sockets.lmtp);
  expect(await firstLine(lmtp)).toMatch(/^220 .*LMTP/);
  lmtp.destroy();
});

test("two sockets with the same name are served alike; http without https serves the pages", async () => {
  const smtp = [await loopback(), await loopback()];
  const http = await loopback();
  managed = await manage(folder.path, { http, smtp });
  await managed.serving();
  for (const place of smtp) expect(await handOver(portIn(place), plainMail(place))).toMatch(/^250 /);
  const page = await fetch(`http://${http}/login`, { redirect: "manual" });
  expect(page.status).toBe(200);
});

test.each(["SIGTERM", "SIGKILL"] as const)(
  "connections made while it restarts (%s) wait and are served",
  async (signal) => {
    const sockets = { smtp: await loopback(), http: await loopback() };
    managed = await manage(folder.path, sockets);
    const { pid } = await managed.serving();
    const before = await new Peer(portIn(sockets.smtp)).hello();
    managed.hold();
    await managed.end(signal);
    expect(await before.line()).toMatch(signal === "SIGTERM" ? /^421 / : /^$/);

    const waiting = Array.from({ length: 20 }, () => new Peer(portIn(sockets.smtp)));
    const page = fetch(`http://${sockets.http}/login`).then((answer) => answer.status);
    await wait(200);
    expect(waiting.map(({ text, closed }) => ({ text, closed }))).toEqual(
      waiting.map(() => ({ text: "", closed: false })),
    );
    managed.go();
    expect((await managed.serving()).pid).not.toBe(pid);
    for (const peer of waiting) expect(await peer.line()).toMatch(/^220 /);
    expect(await page).toBe(200);
    expect(await handOver(portIn(sockets.smtp), plainMail("afterwards"))).toMatch(/^250 /);
    for (const peer of waiting) peer.destroy();
  },
);

test("a socket with an unknown name stops the start", async () => {
  managed = await manage(folder.path, { gopher: await loopback() });
  await vi.waitFor(
    () => expect(managed?.log()).toContain('unknown name "gopher"; known names: smtp, '),
    patience,
  );
});

test("it notifies when it is ready, alive and stopping; a process that hangs sends nothing more", async () => {
  const path = join(folder.path, "notify");
  ear = await listenFor(path);
  const sockets = { smtp: await loopback() };
  managed = await manage(folder.path, sockets, [], { NOTIFY_SOCKET: path, WATCHDOG_USEC: "200000" });
  await ear.until("READY=1");
  const { pid } = await managed.serving();
  expect(ear.heard[0]).toBe("STATUS=opening the data");
  expect(ear.heard.slice(0, ear.heard.indexOf("READY=1")).join("\n")).toMatch(/^EXTEND_TIMEOUT_USEC=\d+$/m);
  await ear.until(`STATUS=serving: smtp ${sockets.smtp}`);
  await ear.until("WATCHDOG=1", ear.heard.lastIndexOf("WATCHDOG=1") + 1);

  process.kill(pid, "SIGSTOP");
  await wait(500);
  const count = ear.heard.length;
  await wait(1000);
  expect(ear.heard.length).toBe(count);
  process.kill(pid, "SIGCONT");
  await ear.until("WATCHDOG=1", count);

  managed.hold();
  await managed.end("SIGTERM");
  await ear.until("STOPPING=1");
});

test("it also notifies an abstract socket; a failed start sends the reason", async () => {
  const path = `@mailmanager-test-${process.pid}`;
  ear = await listenFor(path);
  const args = ["--https", "192.0.2.1:1"];
  managed = await manage(folder.path, { smtp: await loopback() }, args, { NOTIFY_SOCKET: path });
  await ear.until("STATUS=192.0.2.1 is not an address of this machine");
  expect(ear.heard).not.toContain("READY=1");
});
