import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder } from "../../test/support/record.ts";
import { createSmtpServer, type SmtpServer } from "../edges/smtp/server.ts";
import { fakeEngine, startServer } from "../edges/smtp/testing.ts";
import { listenLmtp } from "./lmtp.ts";

let folder: ReturnType<typeof dataFolder>;
let path: string;
const servers: SmtpServer[] = [];
beforeEach(() => {
  folder = dataFolder();
  path = join(folder.path, "lmtp");
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0);
  folder.remove();
});

function server(): SmtpServer {
  const { reception, log } = fakeEngine();
  const made = createSmtpServer({ hostname: "mx.example.org", protocol: "lmtp", reception, log });
  servers.push(made);
  return made;
}

const greeting = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ path });
    socket.once("error", reject);
    socket.once("data", (bytes) => {
      socket.destroy();
      resolve(bytes.toString());
    });
  });

test("it listens on a socket that others may connect to, and removes it on close", async () => {
  const one = server();
  expect(await listenLmtp(() => one, { path })).toBe(path);
  expect(await greeting()).toBe("220 mx.example.org LMTP\r\n");
  expect(statSync(path).mode & 0o666).toBe(0o666);
  await one.close(0);
  await expect(greeting()).rejects.toThrow("ENOENT");
});

test("an unused socket is replaced; one in use, or a file, is not", async () => {
  const left = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", left]);
  expect(statSync(path).isSocket()).toBe(true);
  await listenLmtp(server, { path });
  expect(await greeting()).toContain("LMTP");
  await expect(listenLmtp(server, { path })).rejects.toThrow("in use by another program");
  const file = join(folder.path, "file");
  writeFileSync(file, "x");
  await expect(listenLmtp(server, { path: file })).rejects.toThrow("is not a socket");
  await expect(listenLmtp(server, { path: join(folder.path, "none/lmtp") })).rejects.toThrow("none/lmtp");
});

test("it listens at an address", async () => {
  expect(await listenLmtp(server, { host: "127.0.0.1", port: 0 })).toMatch(/^127\.0\.0\.1:\d+$/);
  const other = await startServer(fakeEngine());
  servers.push(other.server);
  await expect(listenLmtp(server, { host: "127.0.0.1", port: other.port })).rejects.toThrow("--lmtp");
});
