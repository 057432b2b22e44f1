/** The executable on another release's data, killed while it rebuilds them: mail is received all the while. */
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { openData } from "../support/data.ts";
import { dumpModel } from "../support/dump.ts";
import { fillData } from "../support/fill.ts";
import { newInstallation } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { eventually, handOver, idIn, outcomeOf, plainMail, runAgain } from "../support/server.ts";

const shape = z.object({ status: z.string() });

/** Enough that the first start is killed in the middle. */
const TICKETS = 6000;

test("it receives mail at each start, and continues after each kill", async () => {
  const folder = dataFolder();
  onTestFinished(() => folder.remove());
  const { data, token } = await newInstallation(join(folder.path, "data"));
  await fillData(data, TICKETS);
  const sqlite = new Sqlite(join(data, "mailmanager.db"));
  sqlite.exec("UPDATE projection SET version = 0 WHERE name <> 'search'");
  sqlite.close();

  const ids: string[] = [];
  const states: string[] = [];
  const health = async (http: string) =>
    shape.parse(await (await fetch(`http://${http}/api/v1/health`)).json()).status;
  for (let round = 1; round <= 3; round++) {
    const { program, api, http, smtp } = await runAgain(data, token);
    onTestFinished(() => program.kill());
    states.push(await health(http));
    ids.push(idIn(await handOver(smtp, plainMail(`meanwhile ${round}`))));
    await program.kill();
    api.close();
  }
  expect(states[0]).toBe("rebuilding");

  const { program, api, http, smtp } = await runAgain(data, token);
  onTestFinished(() => program.kill());
  ids.push(idIn(await handOver(smtp, plainMail("meanwhile 4"))));
  await eventually("rebuilt", async () => (await health(http)) === "ok");
  const tickets = [];
  for (const id of ids) tickets.push((await outcomeOf(api, id)).ticket);
  expect(tickets).toEqual([1, 2, 3, 4].map((n) => TICKETS + n));
  await program.stop();
  api.close();

  const record = openData(data);
  onTestFinished(() => record.close());
  const mails = record.queries.mailOutcomes();
  expect(mails).toEqual([{ outcome: "ticket", mails: TICKETS + 4 }]);
  expect(await record.journal.verify()).toMatchObject({ ok: true });
  const grown = dumpModel(record);
  record.rebuild();
  const rebuilt = dumpModel(record);
  // Not toEqual: a difference in that many lines takes long to show.
  expect(rebuilt.findIndex((line, n) => line !== grown[n])).toBe(-1);
  expect(rebuilt).toHaveLength(grown.length);
});
