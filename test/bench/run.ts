/**
 * `make bench`: measures dist/mailmanager on this machine, beside plain servers that do only part of its work, and
 * prints one line of JSON for each figure: {"figure", "value", "unit", "of"?, ...}. Takes about six minutes. Figures
 * are comparable on one machine; ratios also between machines.
 */
import { join } from "node:path";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { apiAt } from "../support/api.ts";
import { expectDone, mailbox, newInstallation, type Program, portOf, serve } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { analyses } from "./analysis.ts";
import { burst, figure, median, newest, pause, quiet, round } from "./burst.ts";
import { type Server, startFloors } from "./floors.ts";
import { load } from "./load.ts";
import { latencies } from "./pages.ts";
import { readings } from "./reading.ts";
import { replaying } from "./replay.ts";
import { room } from "./room.ts";

const MB = 1024 * 1024;
/** Mails sent, by number of sessions. */
const loads = [
  { sessions: 1, mails: 400 },
  { sessions: 10, mails: 2000 },
  { sessions: 50, mails: 4000 },
] as const;
/** How often each is measured, alternating; the best counts, since other work can only make it worse. */
const TURNS = 3;
/** Mails that rulesets are tried on. */
const REPLAYED = 10_000;

const folder = dataFolder();
const desk = await newInstallation(join(folder.path, "data"));
const running: { program: Program | null } = { program: null };

/** (a) How fast mails are accepted, and how that compares. */
async function mailsAccepted(): Promise<void> {
  const own = await started();
  const floors = await startFloors(join(folder.path, "floors"), "desk.example");
  const servers: readonly Server[] = [
    { name: "mailmanager", port: own.smtp, pid: own.program.pid, stop: async () => {} },
    ...floors,
  ];
  try {
    for (const { sessions, mails } of loads) {
      const best = new Map<string, number>();
      const cpu = new Map<string, number>();
      for (let turn = 0; turn < TURNS; turn++) {
        for (const { name, port, pid } of servers) {
          const done = await load(port, sessions, mails, pid);
          best.set(name, Math.max(best.get(name) ?? 0, done.perSecond));
          if (done.cpu !== null) cpu.set(name, Math.min(cpu.get(name) ?? Number.POSITIVE_INFINITY, done.cpu));
          await quiet(own.api);
        }
      }
      for (const [name, value] of best) {
        const each = cpu.get(name);
        figure("mails accepted", value, "mails/s", {
          of: name,
          sessions,
          ...(each === undefined ? {} : { cpuPerMail: round(each) }),
        });
      }
      for (const { name } of floors) {
        const ratio = (best.get("mailmanager") ?? 0) / (best.get(name) ?? 1);
        figure("mails accepted, ratio", ratio, "", { of: `mailmanager to ${name}`, sessions });
      }
    }
  } finally {
    for (const floor of floors) await floor.stop();
  }
}

/**
 * (b) The time from the first mail sent until the last is a ticket that is listed and found. @returns the number of
 * tickets
 */
async function ticketsMade(): Promise<number> {
  const { program, api } = await started();
  const turns: Awaited<ReturnType<typeof burst>>[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const { number: highest } = await newest(api);
    turns.push(await burst({ ...(await started()), to: mailbox, highest }));
  }
  const [best] = turns.toSorted((a, b) => b.perSecond - a.perSecond);
  if (best) {
    const { perSecond, ...more } = best;
    figure("mails made into tickets that are listed and found", perSecond, "tickets/s", {
      goal: 2000,
      sessions: 50,
      ...more,
    });
  }
  figure("memory after the load", program.memory() / MB, "MB");
  return (await newest(api)).number;
}

/** (c) Pages and API. */
async function pages(tickets: number): Promise<void> {
  await stopped();
  const starts: number[] = [];
  for (let n = 0; n < 3; n++) {
    const began = performance.now();
    const { smtp } = await started();
    const greeting = await new Peer(smtp).line();
    if (!greeting.startsWith("220 ")) throw new Error(`greeted with ${greeting}`);
    starts.push(performance.now() - began);
    if (n < 2) await stopped();
  }
  figure("from the start to the first 220", median(starts), "ms", { tickets });
  const { api, http, program } = await started();
  await pause(3000);
  figure("memory when idle", program.memory() / MB, "MB", { tickets });
  for (const { what, milliseconds } of await latencies(http, api, desk.password, tickets))
    figure(what, median(milliseconds), "ms", { tickets, of: `median of ${milliseconds.length}` });
}

/** How much room a mail takes, once idle time has packed everything. */
async function mailsStored(): Promise<void> {
  await started();
  const { bytes, goal, parts, mails } = await room(desk.data);
  figure("room of a mail", bytes, "bytes", { goal, mails, parts });
}

/** (d) Rebuilding the read model. */
async function rebuilding(): Promise<void> {
  await stopped();
  const began = performance.now();
  const { stdout } = await expectDone(["rebuild", "--data", desk.data]);
  const seconds = (performance.now() - began) / 1000;
  const events = Number(/position (\d+)/.exec(stdout)?.[1]);
  figure("read model rebuilt", events / seconds, "events/s", { events });
}

/** (e) Reading mails only, on one core. */
async function reading(): Promise<void> {
  for (const { size, own, mailparser } of await readings(TURNS)) {
    figure("mails read on one core", own, "mails/s", { of: "mailmanager", size });
    figure("mails read on one core", mailparser, "mails/s", { of: "mailparser", size });
    const of = "mailmanager to mailparser";
    figure("time to read a mail, ratio", mailparser / own, "", { of, size, goal: 1.5 });
  }
}

/** (f) How long the analysis of a ruleset takes, and how fast rulesets run, and are tried on stored mail. */
async function rulesets(): Promise<void> {
  const { check, moved, added } = analyses(TURNS);
  figure("analysis of 500 rules", check, "ms", { goal: 2000 });
  figure("difference of 500 rules, one at another place", moved, "ms");
  figure("difference of 500 rules, one more that stops", added, "ms");
  for (const { what, mails, goal } of await replaying(join(folder.path, "replayed"), REPLAYED))
    figure(what, mails, "mails/s", { of: "one core", goal });
}

async function started() {
  const program = running.program ?? serve(desk.data);
  running.program = program;
  const { http, smtp } = await program.serving;
  if (http === null) throw new Error("it does not listen");
  return { program, http, smtp: portOf(smtp), api: apiAt(http, desk.token) };
}

async function stopped(): Promise<void> {
  const ended = await running.program?.stop();
  if (ended && ended.status !== 0) throw new Error(`it ended with ${ended.status}: ${ended.stderr}`);
  running.program = null;
}

try {
  await mailsAccepted();
  const tickets = await ticketsMade();
  await pages(tickets);
  await mailsStored();
  await rebuilding();
  await stopped();
  await reading();
  await rulesets();
} finally {
  await running.program?.kill();
  folder.remove();
}
