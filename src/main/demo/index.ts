/**
 * The helpdesk that `mailmanager demo` creates: a fictitious company, its people and some weeks of mail. Everything
 * goes through the real engine; only the clock, the customers and the mail servers are simulated.
 */
import type { RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { userName } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import { system, userCaller } from "../../domain/policy/index.ts";
import type { Data } from "../../engine/data.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ReadMail } from "../../engine/intake/reader.ts";
import type { Compose } from "../../engine/outgoing/draft.ts";
import type { NewUser } from "../../engine/people/people.ts";
import { failure, inEnglish } from "../../text/index.ts";
import { createCalendar } from "./calendar.ts";
import { agents, groups, hostname, mailboxes } from "./company.ts";
import { conversation } from "./conversations.ts";
import { createDice } from "./dice.ts";
import { oddities } from "./oddities.ts";
import { writePastTickets } from "./past-tickets.ts";
import { type Clock, createStage, type Stage } from "./stage.ts";
import { createDirector, type Story } from "./story.ts";
import type { Scenery } from "./talk.ts";

export { agents } from "./company.ts";
export { type Clock, createClock } from "./stage.ts";

/** The administrator's user name. */
export const administrator = "admin";

export interface DemoParts {
  /** Empty data that uses `clock`. */
  readonly data: Data;
  readonly clock: Clock;
  readonly read: ReadMail;
  readonly compose: Compose;
  readonly randomBytes: RandomBytes;
}

export interface DemoWishes {
  readonly tickets: number;
  /** The most that are played, the newest ones; earlier ones are written down as they were recorded. */
  readonly played: number;
  /** The end of the story, in milliseconds since 1970. */
  readonly end: number;
  readonly adminPassword: string;
  /** The password of all agents. */
  readonly agentPassword: string;
  readonly progress: (done: number, of: number) => void;
  /** Aborts the work with a Failure. */
  readonly signal: AbortSignal;
}

/** The number of scenes between housekeeping. */
const TIDY = 500;

/** Busy minutes of a day, on average. */
const DAY = 480;

/** The number of days for this many tickets: a handful a day, or a busy helpdesk if there are very many. */
function daysOf(tickets: number): number {
  const few = Math.min(42, Math.max(7, tickets / 6));
  return few * Math.max(1, Math.sqrt(tickets / 250));
}

/**
 * Plays the whole story. The same number of tickets gives the same people, mails and decisions, at the same times
 * before the end; ids, passwords and the tickets' tokens always differ.
 */
export async function fillDemo(parts: DemoParts, wishes: DemoWishes): Promise<void> {
  const { clock } = parts;
  const { tickets, end, progress, signal } = wishes;
  const played = Math.min(tickets, wishes.played);
  const earlier = tickets - played;
  const whole = daysOf(tickets) * DAY;
  const begins = (whole * earlier) / tickets;
  const length = whole - begins;
  const calendar = createCalendar(end, whole);
  clock.set(calendar.at(0));
  const stage = createStage(parts);
  // After a power cut the demonstration is created again. Closing the data writes everything to disk.
  stage.setBulk(true);
  try {
    await settle(stage, wishes);
    await writePastTickets({
      ...{ tickets: earlier, length: begins, calendar, randomBytes: parts.randomBytes },
      record: parts.data.recordHistory,
      async progress(done) {
        if (signal.aborted) throw failure(fault("demo.stopped"));
        progress(done, tickets);
        await stage.tidy();
      },
    });
    clock.set(calendar.at(begins));
    stage.begin();
    const director = createDirector(length);
    let now = 0;
    const scenery: Scenery = {
      stage,
      in: (minutes) => calendar.at(begins + now + minutes),
      fates: [],
      regulars: [],
      replies: [],
    };
    const arrivals = async function* (): Story {
      const dice = createDice(61);
      let passed = 0;
      for (let i = 0; i < played; i++) {
        const at = ((i + dice.next()) / played) * length * 0.998;
        yield at - passed;
        passed = at;
        director.add(at, conversation(scenery, i));
        progress(earlier + i + 1, tickets);
      }
    };
    director.add(0, arrivals());
    for (const [at, story] of oddities(scenery, played, length)) director.add(at, story);
    for (const [i, agent] of agents.entries()) {
      director.add(length - 40 + 6 * i, logsIn(stage, agent, wishes.agentPassword));
    }
    let scenes = 0;
    await director.run(async (at) => {
      if (signal.aborted) throw failure(fault("demo.stopped"));
      now = at;
      await stage.moveTo(Math.min(calendar.at(begins + at), end));
      if (++scenes % TIDY === 0) await stage.tidy();
    });
    await stage.moveTo(end);
    await stage.tidy();
  } finally {
    await stage.close();
    stage.setBulk(false);
  }
}

async function settle(
  { people, settings }: Pick<Engine, "people" | "settings">,
  wishes: DemoWishes,
): Promise<void> {
  const caller = system("demo");
  must(await settings.setUp(caller, hostname, mailboxes.support.address));
  const admin: NewUser = {
    user: administrator,
    name: "Administrator",
    email: null,
    role: "admin",
    password: wishes.adminPassword,
  };
  must(await people.createUser(caller, admin));
  for (const { user, name, role } of agents) {
    const email = `${user}@larkspur.example`;
    must(await people.createUser(caller, { user, name, email, role, password: wishes.agentPassword }));
    // Nobody is notified of past events when the demonstration is first served.
    const agent = userCaller({ name: userName(user), role });
    must(await people.setNotifications(agent, { assigned: false, wrote: false }));
  }
  for (const group of groups) {
    const members = agents.filter((agent) => agent.groups.includes(group)).map(({ user }) => user);
    must(await settings.saveGroup(caller, group, members));
  }
  for (const mailbox of Object.values(mailboxes)) must(await settings.saveMailbox(caller, mailbox));
  must(await settings.setOutgoing(caller, { kind: "catch" }));
}

async function* logsIn(stage: Stage, agent: (typeof agents)[number], password: string): Story {
  await stage.logIn(agent, password);
  yield 1;
}

function must(result: Result<unknown, Fault>): void {
  if (!result.ok) throw new Error(`the demonstration went wrong: ${inEnglish(result.error)}`);
}
