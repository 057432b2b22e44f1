/** Starting and stopping: the lock on the data, and SIGTERM under load. */
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { run } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import {
  handOver,
  idIn,
  outcomeOf,
  plainMail,
  type RunningServer,
  runAgain,
  runServer,
} from "../support/server.ts";

let folder: ReturnType<typeof dataFolder>;
let desk: RunningServer;

beforeEach(async () => {
  folder = dataFolder();
  desk = await runServer(folder.path);
});
afterEach(async () => {
  await desk.program.kill();
  desk.api.close();
  folder.remove();
});

test("a second process on the same data says which one uses it, and the first goes on", async () => {
  const { data, program, http, smtp } = desk;
  const second = await run("serve", "--data", data, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0");
  expect(second.status).toBe(1);
  expect(second.stderr.trim().split("\n")).toHaveLength(1);
  for (const fact of [data, `process ${program.pid}`, http, `127.0.0.1:${smtp}`])
    expect(second.stderr).toContain(fact);
  const rebuild = await run("rebuild", "--data", data);
  expect(rebuild.status).toBe(1);
  expect(rebuild.stderr).toContain(`process ${program.pid}`);
  expect(await handOver(smtp, plainMail("still here"))).toMatch(/^250 /);
});

test("commands that only read, and a new token, work beside the serving process", async () => {
  const { data, smtp } = desk;
  expect(await handOver(smtp, plainMail("meanwhile"))).toMatch(/^250 /);
  expect((await run("journal", "verify", "--data", data)).status).toBe(0);
  expect((await run("token", "create", "--data", data, "--name", "another")).status).toBe(0);
});

test("SIGTERM under load: no accepted mail is lost, no connection hangs, and the status is 0", async () => {
  const { data, program, http, smtp, token } = desk;
  const ids: string[] = [];
  const idle = await new Peer(smtp).hello();
  const follower = fetch(`http://${http}/api/v1/journal`, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
  }).then((response) => response.text());
  const dead = connect({ port: Number(http.split(":")[1]), host: "127.0.0.1" });
  dead.on("error", () => {});
  const sending = Array.from({ length: 6 }, (_, n) => sendUntilStopped(n));
  while (ids.length < 100) await new Promise((wait) => setTimeout(wait, 10));
  const { status } = await program.stop();
  await Promise.all(sending);
  expect(await follower).toContain("MailReceived");
  expect(status).toBe(0);
  expect(await idle.line()).toMatch(/^421 4\.3\.2 /);
  expect(existsSync(join(data, "run.json"))).toBe(false);
  expect(existsSync(join(data, "mailmanager.db-wal"))).toBe(false);
  for (const port of [smtp, Number(http.split(":")[1])]) expect(await refuses(port)).toBe(true);
  dead.destroy();

  desk = await runAgain(data, token);
  for (const id of ids) expect(await outcomeOf(desk.api, id)).toMatchObject({ outcome: "ticket" });

  async function sendUntilStopped(sender: number): Promise<void> {
    for (let n = 0; ; n++) {
      const reply = await handOver(smtp, plainMail(`load ${sender}-${n}`));
      if (!reply.startsWith("250")) {
        expect(reply === "" || reply.startsWith("421 4.3.2 ")).toBe(true);
        return;
      }
      ids.push(idIn(reply));
    }
  }
});

function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", () => resolve(true));
  });
}
