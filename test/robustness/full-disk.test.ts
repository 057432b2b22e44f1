/** A full disk: mail is deferred, nothing accepted is lost, and with space again everything works. */
import { execFileSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startNextHop } from "../support/next-hop.ts";
import { run } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import {
  eventually,
  handOver,
  idIn,
  outcomeOf,
  plainMail,
  type RunningServer,
  runAgain,
  runServer,
} from "../support/server.ts";

const MB = 1024 * 1024;
let folder: ReturnType<typeof dataFolder>;
let desk: RunningServer;

beforeEach(async () => {
  folder = dataFolder();
  mountSmall(folder.path);
  desk = await runServer(folder.path);
});
afterEach(async () => {
  await desk.program.kill();
  desk.api.close();
  execFileSync("umount", ["--lazy", folder.path]);
  folder.remove();
});

/** A file system in memory. */
function mountSmall(path: string): void {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", path], { stdio: "pipe" });
  } catch (cause) {
    throw new Error(
      "a small file system cannot be mounted here; run the tests as root, or in a container that may mount",
      { cause },
    );
  }
}

const filler = () => join(folder.path, "filler");

/** Fills the disk until this many bytes are left. */
function fill(left: number): void {
  const { bavail, bsize } = statfsSync(folder.path);
  writeFileSync(filler(), Buffer.alloc(bavail * bsize - left));
}

/** Fills the disk completely, even while others write to it. */
function fillUp(): void {
  for (const piece of [Buffer.alloc(MB), Buffer.alloc(4096)]) {
    try {
      for (;;) writeFileSync(filler(), piece, { flag: "a" });
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "ENOSPC")) throw cause;
    }
  }
}

async function pagesAnswer(): Promise<void> {
  expect((await fetch(`http://${desk.http}/login`)).status).toBe(200);
  expect((await desk.api.get("/api/v1/tickets")).status).toBe(200);
  expect((await desk.api.get("/api/v1/health")).status).toBe(200);
}

const isTaken = async (subject: string) => (await handOver(desk.smtp, plainMail(subject))).startsWith("250");

test("on a nearly full disk mail is deferred before anything fails", async () => {
  const first = idIn(await handOver(desk.smtp, plainMail("with room")));
  await outcomeOf(desk.api, first);
  fill(2 * MB);
  await eventually("mail is deferred", async () => !(await isTaken("some")));
  expect(await handOver(desk.smtp, plainMail("no room"))).toMatch(/^452 4\.3\.1 /);
  await pagesAnswer();
  expect((await desk.api.json("/api/v1/health")) as object).toMatchObject({ status: "degraded" });
  // There is still space for what people do.
  expect((await desk.api.post("/api/v1/tickets/1/notes", { text: "Where is room?" })).status).toBe(201);
  rmSync(filler());
  await eventually("mail is taken again", () => isTaken("space again"));
  expect(desk.program.log().filter((line) => /bug|SQLITE/.test(line))).toEqual([]);
});

test("on a suddenly full disk, under load: 4xx, and what was answered with 250 becomes a ticket", async () => {
  const ids: string[] = [];
  const refusals = new Set<string>();
  let over = false;
  const sending = Array.from({ length: 6 }, async (_, sender) => {
    for (let n = 0; !over; n++) {
      const reply = await handOver(desk.smtp, plainMail(`load ${sender}-${n}`));
      if (reply.startsWith("250")) ids.push(idIn(reply));
      else refusals.add(reply);
    }
  });
  await eventually("mails are taken", () => ids.length > 50);
  // Of those, a ticket has to be there: what people do is tried on it.
  await outcomeOf(desk.api, ids[0] ?? "");
  fillUp();
  await eventually("mail is deferred", () => refusals.size > 0);
  for (let n = 0; n < 10; n++) {
    await pagesAnswer();
    await new Promise((wait) => setTimeout(wait, 200));
  }
  const command = await desk.api.post("/api/v1/tickets/1/notes", { text: "Where is room?" });
  expect([201, 507]).toContain(command.status);
  over = true;
  await Promise.all(sending);
  for (const refusal of refusals) expect(refusal).toMatch(/^452 4\.3\.1 /);
  rmSync(filler());
  await eventually("mail is taken again", () => isTaken("space again"));
  for (const id of ids) expect(await outcomeOf(desk.api, id)).toMatchObject({ outcome: "ticket" });
  expect((await desk.program.stop()).status).toBe(0);
  expect((await run("journal", "verify", "--data", desk.data)).status).toBe(0);
});

test("replies that are being sent when the disk fills up are sent once", async () => {
  const hop = await startNextHop(() => 1500);
  try {
    await desk.program.stop();
    desk = await runAgain(desk.data, desk.token, "--outgoing", `smtp://127.0.0.1:${hop.port}`);
    const id = idIn(await handOver(desk.smtp, plainMail("a question")));
    const { ticket } = await outcomeOf(desk.api, id);
    for (let n = 0; n < 6; n++) {
      const answer = await desk.api.post(`/api/v1/tickets/${ticket}/replies`, { text: `Answer ${n}` });
      expect(answer.status).toBe(201);
    }
    await eventually("all are composed and on their way", async () => {
      const shown = JSON.stringify(await desk.api.json(`/api/v1/tickets/${ticket}`));
      return shown.split('"state":"composed"').length - 1 === 6;
    });
    fillUp();
    await eventually("all are taken by the next server", () => hop.taken.length >= 6);
    // Enough time to send them all again.
    await new Promise((wait) => setTimeout(wait, 5000));
    await pagesAnswer();
    rmSync(filler());
    await eventually("what became of them is recorded", async () => {
      const health = JSON.stringify(await desk.api.json("/api/v1/health"));
      return health.includes('"waiting":0,"deferred":0,"failed":0');
    });
    expect(hop.taken).toHaveLength(6);
    expect(new Set(hop.taken.map(({ messageId }) => messageId)).size).toBe(6);
    expect((await desk.program.stop()).status).toBe(0);
  } finally {
    await hop.close();
  }
});

test("a start on a full disk serves or says why not, and with space everything is there", async () => {
  const id = idIn(await handOver(desk.smtp, plainMail("before")));
  await desk.program.kill();
  fillUp();
  const again = await runAgain(desk.data, desk.token).catch((cause: unknown) => String(cause));
  if (typeof again === "string") expect(again).toMatch(/full|disk|space/i);
  else {
    desk = again;
    await pagesAnswer();
    expect(await handOver(desk.smtp, plainMail("no room"))).toMatch(/^452 4\.3\.1 /);
    await desk.program.kill();
  }
  rmSync(filler());
  desk = await runAgain(desk.data, desk.token);
  expect(await outcomeOf(desk.api, id)).toMatchObject({ outcome: "ticket" });
});
