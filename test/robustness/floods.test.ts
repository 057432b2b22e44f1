/** A flood from one sender by SMTP: few tickets, one group of held mail, and every mail accounted for. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { mailbox } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { handOver, idIn, outcomeOf, plainMail, type RunningServer, runServer } from "../support/server.ts";

const folder = dataFolder();
let desk: RunningServer;
beforeAll(async () => {
  desk = await runServer(folder.path);
});
afterAll(async () => {
  desk.api.close();
  const { status } = await desk.program.stop();
  folder.remove();
  expect(status).toBe(0);
});

/** Sends mails in one session. @returns their ids */
async function send(from: string, subjects: readonly string[]): Promise<readonly string[]> {
  const peer = await new Peer(desk.smtp).hello();
  const ids: string[] = [];
  for (const subject of subjects) {
    expect(await peer.begin(mailbox)).toMatch(/^354 /);
    ids.push(idIn(await peer.ask(`From: <${from}>\r\nSubject: ${subject}\r\n\r\nIt happened.\r\n.`)));
  }
  peer.destroy();
  return ids;
}

async function outcomes(ids: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const counted: Record<string, number> = {};
  for (const id of ids) {
    const { outcome } = await outcomeOf(desk.api, id);
    counted[outcome] = (counted[outcome] ?? 0) + 1;
  }
  return counted;
}

test("equal mails from a system are held as a group after the first few", async () => {
  const ids = await send(
    "pump@plant.example",
    Array.from({ length: 200 }, () => "Pump 17 is too hot"),
  );
  expect(await outcomes(ids)).toEqual({ ticket: 5, held: 195 });
  expect((await outcomeOf(desk.api, ids.at(-1) ?? "")).cause).toContain("pump@plant.example");
});

test("mails with ever new subjects are held as a group, and other senders are not delayed", async () => {
  const ids = await send(
    "script@plant.example",
    Array.from({ length: 440 }, (_, n) => `Case ${n}`),
  );
  expect(await outcomes(ids)).toEqual({ ticket: 400, held: 40 });
  expect((await outcomeOf(desk.api, ids.at(-1) ?? "")).cause).toContain("script@plant.example");
  const other = idIn(await handOver(desk.smtp, plainMail("something else")));
  expect(await outcomeOf(desk.api, other)).toMatchObject({ outcome: "ticket" });
});

test("received equals the sum of all outcomes", async () => {
  const text = (await desk.api.get("/api/v1/metrics")).bytes.toString();
  const value = (name: string) =>
    z.coerce.number().parse(text.split(`\nmailmanager_${name} `)[1]?.split("\n")[0]);
  const of = (outcome: string) => value(`mails{outcome="${outcome}"}`);
  expect(value("mails_received_total")).toBe(641);
  expect(of("ticket") + of("reply") + of("bounce") + of("filed") + of("held") + of("rejected")).toBe(641);
});
