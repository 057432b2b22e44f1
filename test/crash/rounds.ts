/** Rounds of load and kills of the real executable, with the checks after them. */
import { join } from "node:path";
import * as z from "zod";
import { type Api, apiAt } from "../support/api.ts";
import { type NextHop, startNextHop } from "../support/next-hop.ts";
import {
  type Installation,
  newInstallation,
  type Process,
  type Program,
  portOf,
  serve,
  start,
} from "../support/program.ts";
import { type Random, randomFrom } from "../support/random.ts";
import { dataFolder } from "../support/record.ts";
import { audit, type Findings } from "./audit.ts";
import { type Ledger, newLedger } from "./ledger.ts";
import { askAgain, askAnswers, sendMails } from "./senders.ts";

/** What is happening when the server is killed. */
const kinds = [
  "mail",
  "answers",
  "both",
  "starting",
  "mail",
  "answers",
  "stopping",
  "both",
  "rebuilding",
  "mail",
  "answers",
  "both",
] as const;
type Kind = (typeof kinds)[number];

export interface CrashRun {
  readonly seed: number;
  /** Called before each round; `done` rounds are over. */
  readonly goOn: (done: number) => boolean;
  readonly say: (line: string) => void;
}

/**
 * Kills the server repeatedly, then checks everything.
 * @returns the problems found, if any, and what was checked
 */
export async function crashRun({ seed, goOn, say }: CrashRun): Promise<Findings> {
  const random = randomFrom(seed);
  const folder = dataFolder();
  const hop = await startNextHop(() => random.int(0, 3));
  const ledger = newLedger();
  try {
    const desk = await newInstallation(join(folder.path, "data"));
    const world: World = { desk, hop, ledger, random };
    for (let done = 0; goOn(done); done++) {
      const kind = kinds[done % kinds.length] ?? "both";
      await round(kind, world);
      const known = ledger.mails.filter(({ id }) => id !== null).length;
      say(
        `round ${done + 1} (${kind}): ${known} mails accepted, ${ledger.answers.length} answers, ${hop.taken.length} taken`,
      );
    }
    await recover(world);
    const found = await audit(desk.data, ledger, hop.taken);
    if (found.problems.length === 0) folder.remove();
    else say(`the data stay in ${folder.path}`);
    return found;
  } finally {
    await hop.close();
  }
}

interface World {
  readonly desk: Installation;
  readonly hop: NextHop;
  readonly ledger: Ledger;
  readonly random: Random;
}

const begin = ({ desk, hop }: World): Program =>
  serve(desk.data, "--outgoing", `smtp://127.0.0.1:${hop.port}`);

async function round(kind: Kind, world: World): Promise<void> {
  const { desk, ledger, random } = world;
  if (kind === "rebuilding") {
    const rebuilding = start("rebuild", "--data", desk.data);
    await pause(random.int(50, 600));
    await die(rebuilding, ledger);
    return;
  }
  const program = begin(world);
  if (kind === "starting") {
    await pause(random.int(0, 500));
    return die(program, ledger);
  }
  const { http, smtp } = await addressesOf(program);
  // Half of the time recovery may finish; otherwise it is killed too.
  if (random.chance(0.5)) await quiet(http, desk.token);
  const api = apiAt(http, desk.token);
  const clients: Promise<void>[] = [];
  if (kind !== "answers") {
    for (let n = random.int(2, 8); n > 0; n--)
      // A refused connection was made after the kill.
      clients.push(sendMails(portOf(smtp), random, ledger));
  }
  if (kind === "answers" || kind === "both") {
    const tickets = await someTickets(api);
    for (let n = random.int(2, 8); n > 0; n--) clients.push(askAnswers(api, tickets, random, ledger));
  }
  await pause(random.int(100, 1500));
  if (kind === "stopping") {
    void program.stop();
    await pause(random.int(0, 300));
  }
  await die(program, ledger);
  await Promise.all(clients);
  api.close();
}

/** Starts it once more, lets it finish all work, and stops it properly. */
async function recover(world: World): Promise<void> {
  const program = begin(world);
  const { http } = await addressesOf(program);
  await askAgain(http, world.desk.token, world.ledger);
  await quiet(http, world.desk.token);
  const { status, stderr } = await program.stop();
  if (status !== 0) world.ledger.complaints.push(`it stopped with status ${status}: ${stderr}`);
}

async function addressesOf(program: Program): Promise<{ readonly http: string; readonly smtp: string }> {
  const { http, smtp } = await program.serving;
  if (http === null || smtp === null) throw new Error("it does not listen");
  return { http, smtp };
}

async function die(process: Process, ledger: Ledger): Promise<void> {
  ledger.kills.push(Date.now());
  await process.kill();
}

/** Waits until no mail is queued for intake or delivery. */
async function quiet(place: string, token: string): Promise<void> {
  const api = apiAt(place, token);
  for (;;) {
    const { intake, outbox } = health.parse(await api.json("/api/v1/health"));
    if (intake.depth + outbox.waiting === 0) break;
    await pause(50);
  }
  api.close();
}

async function someTickets(api: Api): Promise<readonly number[]> {
  for (;;) {
    const { items } = list.parse(await api.json("/api/v1/tickets?limit=200"));
    if (items.length > 0) return items.map(({ number }) => number);
    await pause(50);
  }
}

const health = z.object({
  intake: z.object({ depth: z.number() }),
  outbox: z.object({ waiting: z.number() }),
});
const list = z.object({ items: z.array(z.object({ number: z.number() })) });

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
