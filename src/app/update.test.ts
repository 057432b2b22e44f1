/** A complete program after an update that changes every part of the read model, as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { type Api, apiAt } from "../../test/support/api.ts";
import { run, setUpFolder } from "../../test/support/commands.ts";
import { dumpTables } from "../../test/support/dump.ts";
import { fillData } from "../../test/support/fill.ts";
import { portOf } from "../../test/support/program.ts";
import { model } from "../../test/support/record.ts";
import { eventually, handOver, idIn, outcomeOf, plainMail } from "../../test/support/server.ts";
import { readRunning } from "../engine/operate/data-folder/lock.ts";
import { modelTables } from "../record/model/tables.ts";

const TICKETS = 3000;
const root = new URL("../..", import.meta.url).pathname;

/** Runs a command of the next release. */
function nextRelease(...words: readonly string[]): ChildProcess {
  const hook = join(root, "test/support/next-release.ts");
  const child = spawn(process.execPath, ["--import", hook, join(root, "src/main.ts"), ...words], {
    stdio: "ignore",
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

async function serveNext(data: string) {
  const listen = ["--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--outgoing", "catch"];
  const child = nextRelease("serve", "--data", data, ...listen);
  await eventually("serving", () => readRunning(data)?.pid === child.pid);
  const { http, smtp } = readRunning(data) ?? { http: null, smtp: null };
  return { child, http: http ?? "", smtp: portOf(smtp) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

/** How far the rebuild is; null if there is none. */
async function percentIn(api: Api): Promise<number | null> {
  const health = await api.json("/api/v1/health");
  expect(health).toMatchObject({ status: "ok" });
  const { rebuilt } = health as { rebuilt?: { percent: number; failed: boolean } };
  return rebuilt?.percent ?? null;
}

/** Every row of the read model, and what else there is of it. */
function dump(data: string) {
  const sqlite = new Sqlite(join(data, "mailmanager.db"), { readonly: true });
  const names =
    "SELECT name FROM sqlite_schema WHERE name LIKE 'next@_%' ESCAPE '@' OR name LIKE 'old@_%' ESCAPE '@'";
  const found = {
    rows: dumpTables(
      sqlite,
      modelTables(model).filter((name) => !name.startsWith("search")),
    ),
    left: sqlite.prepare(names).all(),
  };
  sqlite.close();
  return found;
}

test("tickets, the API and mail work at once; a kill in the middle does not begin it from zero", async () => {
  const data = await setUpFolder();
  await fillData(data, TICKETS);
  const token = (await run(["token", "create", "--data", data, "--name", "script"])).out.trim();

  const first = await serveNext(data);
  const api = apiAt(first.http, token);
  const begun = await percentIn(api);
  expect(begun).toBeLessThan(90);
  expect((await fetch(`http://${first.http}/login`)).status).toBe(200);
  expect(await api.json(`/api/v1/tickets/${TICKETS}`)).toMatchObject({ subject: `Lamp ${TICKETS} is dark` });
  const { outcome, ticket } = await outcomeOf(
    api,
    idIn(await handOver(first.smtp, plainMail("meanwhile 1"))),
  );
  expect([outcome, ticket]).toEqual(["ticket", TICKETS + 1]);
  let killedAt = 0;
  await eventually("in the middle", async () => {
    killedAt = (await percentIn(api)) ?? 100;
    return killedAt >= 10;
  });
  expect(killedAt).toBeLessThan(100);
  await end(first.child, "SIGKILL");

  const second = await serveNext(data);
  const again = apiAt(second.http, token);
  expect((await percentIn(again)) ?? 100).toBeGreaterThanOrEqual(Math.min(killedAt, 99));
  expect(await again.json(`/api/v1/tickets/${TICKETS + 1}`)).toMatchObject({ subject: "meanwhile 1" });
  const mail = idIn(await handOver(second.smtp, plainMail("meanwhile 2")));
  expect(await outcomeOf(again, mail)).toMatchObject({ outcome: "ticket", ticket: TICKETS + 2 });
  await eventually("rebuilt", async () => (await percentIn(again)) === null);
  await eventually("tidied up", () => dump(data).left.length === 0);
  const asked = { headers: { authorization: `Bearer ${token}` } };
  const metrics = await (await fetch(`http://${second.http}/api/v1/metrics`, asked)).text();
  expect(metrics).toMatch(/^mailmanager_read_model_rebuilt_ratio 1$/m);
  await end(second.child, "SIGTERM");

  const found = dump(data);
  await once(nextRelease("rebuild", "--data", data), "exit");
  expect(dump(data).rows).toEqual(found.rows);
  expect(found.rows.filter((row) => row.includes("meanwhile 2")).length).toBeGreaterThan(1);
});
