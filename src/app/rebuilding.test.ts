/** A complete program on another release's data: mail is received while the read model is being rebuilt. */
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import Sqlite from "better-sqlite3";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { run, setUpFolder, testFolder } from "../../test/support/commands.ts";
import { openData } from "../../test/support/data.ts";
import { dumpModel } from "../../test/support/dump.ts";
import { fillData } from "../../test/support/fill.ts";
import { eventually, handOver, plainMail } from "../../test/support/server.ts";
import { configure } from "./configuration.ts";
import { createLog } from "./log.ts";
import { serve } from "./serve.ts";

/** Enough for some slices. */
const TICKETS = 300;

let filled: string;
beforeAll(async () => {
  filled = await setUpFolder();
  await fillData(filled, TICKETS);
});

/** A copy of the data, in which all of the read model is another release's, or only this part of it. */
function ofAnotherRelease(name = "%"): string {
  const data = join(testFolder(), "data");
  cpSync(filled, data, { recursive: true });
  change(data, `UPDATE projection SET version = 0 WHERE name LIKE '${name}'`);
  return data;
}

function change(data: string, sql: string): void {
  const sqlite = new Sqlite(join(data, "mailmanager.db"));
  sqlite.exec(sql);
  sqlite.close();
}

/** Starts the program on the data; it stops with the test. The rebuild does one slice at each call of `go`. */
async function start(data: string, trialPlaces?: { flag: string; osRelease: string }) {
  const log: string[] = [];
  let go = () => {};
  let paused = true;
  const pause = () => (paused ? new Promise<void>((resolve) => (go = resolve)) : nextTurn());
  const flags = { http: "127.0.0.1:0", smtp: "127.0.0.1:0", metricsFrom: "127.0.0.1" };
  const output = createLog((line) => log.push(line));
  const configuration = configure({ env: {}, flags });
  const rhythm = { atOnce: 0, slice: 0, pause };
  const serving = await serve(data, configuration, output, undefined, trialPlaces, undefined, rhythm);
  const goOn = () => {
    paused = false;
    go();
  };
  const stop = () => {
    goOn();
    return serving.stop();
  };
  onTestFinished(stop);
  const { smtp, http } = serving.running;
  const get = async (path: string, method = "GET") => {
    const response = await fetch(`http://${http}${path}`, { method, redirect: "manual" });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const health = async () => JSON.parse((await get("/api/v1/health")).text);
  /** Whether it is rebuilt, and all mail is decided about. */
  const isReady = async () =>
    (await get("/api/v1/metrics")).text.includes("\nmailmanager_intake_queue_mails 0\n");
  return {
    serving,
    stop,
    slice: () => go(),
    goOn,
    log,
    get,
    health,
    isReady,
    smtp: Number(/:(\d+)$/.exec(smtp ?? "")?.[1]),
  };
}

/** The mails by outcome, and whether the read model equals a rebuilt one. */
function found(data: string) {
  const record = openData(data);
  try {
    const outcomes = record.database.sqlite
      .prepare<[string], { subject: string; outcome: string; ticket: number }>(
        "SELECT subject, outcome, ticket FROM mail WHERE subject LIKE ? ORDER BY position",
      )
      .all("meanwhile%");
    const mails = record.queries.mailOutcomes().reduce((sum, { mails }) => sum + mails, 0);
    const grown = dumpModel(record);
    record.rebuild();
    return { outcomes, mails, same: JSON.stringify(dumpModel(record)) === JSON.stringify(grown) };
  } finally {
    record.close();
  }
}

test("mail is received meanwhile, and decided afterwards in order; everything else says how far it is", async () => {
  const data = ofAnotherRelease();
  const { serving, stop, goOn, get, health, isReady, smtp, log } = await start(data);
  expect(await health()).toEqual({
    status: "rebuilding",
    rebuilt: { percent: expect.any(Number), minutes: null, failed: false },
  });
  expect(serving.rebuilding()).toMatchObject({ failed: false });
  expect(await handOver(smtp, plainMail("meanwhile 1"))).toMatch(/^250 /);

  const page = await get("/tickets?q=lamp");
  expect(page.status).toBe(503);
  expect(page.headers.get("retry-after")).toBe("10");
  expect(page.text).toMatch(/Being rebuilt, \d+ %\. Mail is received meanwhile/);
  expect((await get("/tickets/1/reply", "POST")).status).toBe(503);
  const problem = await get("/api/v1/tickets");
  expect([problem.status, problem.headers.get("retry-after")]).toEqual([503, "10"]);
  expect(JSON.parse(problem.text)).toMatchObject({ detail: expect.stringMatching(/^Being rebuilt, \d+ %/) });
  expect((await get("/api/v1/metrics")).text).toMatch(/^mailmanager_read_model_rebuilt_ratio 0(\.\d+)?$/m);
  const token = await run(["token", "create", "--data", data, "--name", "script"]);
  expect(token).toMatchObject({ status: 1, err: expect.stringContaining("is rebuilding the data") });
  const doctor = await run(["doctor", "--data", data]);
  expect(doctor.out).toMatch(/read model +it is being rebuilt, \d+ %/);
  expect(await handOver(smtp, plainMail("meanwhile 2"))).toMatch(/^250 /);

  goOn();
  await eventually("rebuilt", isReady);
  expect(serving.rebuilding()).toBe(null);
  expect((await get("/api/v1/metrics")).text).toMatch(/^mailmanager_read_model_rebuilt_ratio 1$/m);
  expect((await get("/login")).status).toBe(200);
  expect(await handOver(smtp, plainMail("meanwhile 3"))).toMatch(/^250 /);
  await eventually("decided", isReady);
  await stop();
  expect(log.join("\n")).toContain("the read model is rebuilt");
  const { outcomes, mails, same } = found(data);
  expect(outcomes).toMatchObject([
    { subject: "meanwhile 1", outcome: "ticket", ticket: TICKETS + 1 },
    { subject: "meanwhile 2", outcome: "ticket", ticket: TICKETS + 2 },
    { subject: "meanwhile 3", outcome: "ticket", ticket: TICKETS + 3 },
  ]);
  expect(mails).toBe(TICKETS + 3);
  expect(same).toBe(true);
});

test("a stop in the middle loses nothing, and the next start continues", async () => {
  const data = ofAnotherRelease("tickets");
  const first = await start(data);
  expect(await handOver(first.smtp, plainMail("meanwhile 1"))).toMatch(/^250 /);
  await eventually("half", () => {
    first.slice();
    return (first.serving.rebuilding()?.percent ?? 99) > 30;
  });
  expect(first.serving.rebuilding()?.percent).toBeLessThan(90);
  await first.stop();
  const second = await start(data);
  expect(await handOver(second.smtp, plainMail("meanwhile 2"))).toMatch(/^250 /);
  expect(second.serving.rebuilding()?.percent).toBeGreaterThan(20);
  second.goOn();
  await eventually("rebuilt", second.isReady);
  await second.stop();
  const { outcomes, mails, same } = found(data);
  expect(outcomes.map(({ ticket }) => ticket)).toEqual([TICKETS + 1, TICKETS + 2]);
  expect([mails, same]).toEqual([TICKETS + 2, true]);
});

test("a release on trial takes no mail before it has shown that the rebuild succeeds", async () => {
  const [data, folder] = [ofAnotherRelease(), testFolder()];
  const [flag, osRelease] = [join(folder, "flag"), join(folder, "os-release")];
  writeFileSync(flag, "");
  writeFileSync(osRelease, 'IMAGE_VERSION="1.1"\n');
  const { smtp, goOn, health, isReady } = await start(data, { flag, osRelease });
  expect(await handOver(smtp, plainMail("meanwhile 1"))).toMatch(/^451 /);
  expect(await health()).toMatchObject({ status: "rebuilding" });
  goOn();
  await eventually("rebuilt", isReady);
  expect(await handOver(smtp, plainMail("meanwhile 1"))).toMatch(/^451 /);
  rmSync(flag);
  await eventually("over", () => !existsSync(join(data, "trial.json")));
  expect(await handOver(smtp, plainMail("meanwhile 1"))).toMatch(/^250 /);
});

/** Makes the rebuild fail: an event of a ticket that was never opened. */
const damage = "DROP TRIGGER event_only_erased; UPDATE event SET payload = '{' WHERE position = 1000";

test("if the rebuild fails, mail is received all the same", async () => {
  const data = ofAnotherRelease("tickets");
  change(data, damage);
  const { serving, smtp, goOn, get, log } = await start(data);
  goOn();
  await eventually("failed", () => serving.rebuilding()?.failed === true);
  expect(await handOver(smtp, plainMail("meanwhile 1"))).toMatch(/^250 /);
  expect((await get("/")).text).toContain("The rebuild has failed and will be tried again.");
  expect(log.join("\n")).toContain("the read model cannot be rebuilt");
});

test("if it fails on trial, the program ends, so that the release is rolled back", async () => {
  const [data, folder] = [ofAnotherRelease("tickets"), testFolder()];
  const flag = join(folder, "flag");
  writeFileSync(flag, "");
  change(data, damage);
  const { serving, goOn } = await start(data, { flag, osRelease: join(folder, "os-release") });
  goOn();
  await expect(serving.broken).rejects.toThrow();
});
