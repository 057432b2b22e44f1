import type { RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, type TicketNumber, userName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { domainOf } from "../../domain/mail/index.ts";
import { type Caller, system, userCaller } from "../../domain/policy/index.ts";
import { type Change, fullText, type Ticket } from "../../domain/ticket/index.ts";
import type { Data } from "../../engine/data.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Authenticate } from "../../engine/intake/check.ts";
import type { ReadMail } from "../../engine/intake/reader.ts";
import type { Compose } from "../../engine/outgoing/draft.ts";
import type { PlayedEngine } from "../../engine/played.ts";
import type { Done, NewTicket, Reply } from "../../engine/tickets/types.ts";
import type { MailRow } from "../../record/reading/index.ts";
import { inEnglish } from "../../text/index.ts";
import { authenticationOf } from "./authentication.ts";
import type { Agent } from "./company.ts";
import { createFates, type Fate } from "./deliveries.ts";
import { createDice } from "./dice.ts";
import { addressOf, type Quoted } from "./letters.ts";

/** The simulated time, in milliseconds since 1970. It is the record's clock, and never goes back. */
export interface Clock {
  now(): number;
  set(time: number): void;
}

export function createClock(start: number): Clock {
  let time = start;
  return {
    now: () => time,
    set: (wanted) => {
      time = Math.max(time, wanted);
    },
  };
}

export interface IncomingMail {
  readonly raw: Uint8Array;
  /** Envelope sender, "" for the null reverse-path. */
  readonly from: string;
  readonly to: string;
}

/** What people do in a story, carried out by the real engine at the simulated time. */
export interface Stage
  extends Pick<PlayedEngine, "tidy" | "setBulk" | "failNextDecision">,
    Pick<Engine, "people" | "settings"> {
  readonly now: () => number;
  /** Mail is processed from now on. */
  begin(): void;
  /** Advances the time; deferred replies are retried when they are due. */
  moveTo(time: number): Promise<void>;
  /** Receives a mail. @returns its outcome */
  receive(mail: IncomingMail): Promise<MailRow>;
  open(agent: Agent, ticket: NewTicket): Promise<TicketNumber>;
  /** Writes a reply. @returns the reply as its recipient sees it */
  reply(agent: Agent, ticket: TicketNumber, reply: Reply, fate?: Fate): Promise<Quoted>;
  note(agent: Agent, ticket: TicketNumber, text: string): Promise<void>;
  change(agent: Agent, ticket: TicketNumber, change: Change): Promise<void>;
  ticket(number: TicketNumber): Ticket;
  logIn(agent: Agent, password: string): Promise<void>;
  /** Decides about a held mail. */
  decide(agent: Agent, mail: MailId, what: "open" | "file" | TicketNumber): Promise<void>;
  /** Makes someone a participant of the ticket, or of the one that it was merged into. */
  addParticipant(agent: Agent, ticket: TicketNumber, address: string): Promise<void>;
  close(): Promise<void>;
}

/** There is no OAuth provider. */
const unasked = async () => ({ kind: "failed", problem: fault("server.no-reason") }) as const;
const noProvider = { refresh: unasked, redeem: unasked, deviceCode: unasked, poll: unasked };
/** There is no DNS. */
const nothing = async () => ({ kind: "none", exists: false }) as const;

export function createStage(parts: {
  readonly data: Data;
  readonly clock: Clock;
  /** For secrets, which differ in every demonstration. */
  readonly randomBytes: RandomBytes;
  readonly read: ReadMail;
  readonly compose: Compose;
}): Stage {
  const { data, clock, randomBytes, read, compose } = parts;
  const { now } = clock;
  const fates = createFates();
  let nextDelivery = Number.POSITIVE_INFINITY;
  const route = { kind: "smtp", host: "mx", port: 25, tls: "none", user: null, password: null } as const;
  // Times between attempts are the same in every demonstration.
  const dice = createDice(1889);
  const { engine, ...played } = data.createPlayedEngine({
    now,
    randomBytes,
    chance: (length) => Uint8Array.from({ length }, () => dice.whole(0, 255)),
    read,
    attachments: async () => refuse(fault("thing.not-found")),
    authenticate,
    scan: () => null,
    compose,
    deliver: fates.deliver,
    sanitise: async () => ok(""),
    resolve: { mx: nothing, addresses: nothing, txt: nothing, names: nothing },
    oauthProvider: noProvider,
    askDirectory: async () => ({ servers: [], outcome: { kind: "nobody" } }),
    route: () => route,
  });
  const reading = data.reading.for(system("demo"));

  return {
    ...played,
    begin: () => engine.intake.start(),
    people: engine.people,
    settings: engine.settings,
    now,
    async moveTo(time) {
      while (nextDelivery <= time) {
        clock.set(nextDelivery);
        await sendDue();
      }
      clock.set(time);
    },
    async receive({ raw, from, to }) {
      const host = from === "" ? "relay.example" : (from.split("@").at(-1) ?? "");
      const mailbox = must(engine.reception.recipient(to));
      const peer = { ip: addressOf(host), helo: `mx.${host}`, tls: true };
      const id = must(await engine.reception.receive({ envelope: { from, to: [to] }, mailbox, raw, peer }));
      await engine.intake.idle();
      return known(reading.mails.find(id), `mail ${id}`);
    },
    async open(agent, ticket) {
      return must(await engine.commands.openTicket(callerOf(agent), ticket)).ticket;
    },
    async reply(agent, number, reply, fate) {
      const to = reply.to?.[0] ?? known(reading.tickets.find(number), `ticket ${number}`).requester;
      if (fate) fates.set(to.address, fate);
      const done = must(await engine.commands.reply(callerOf(agent), number, reply));
      await sendDue();
      return quoted(done);
    },
    async note(agent, number, text) {
      must(await engine.commands.note(callerOf(agent), number, text));
    },
    async change(agent, number, change) {
      must(await engine.commands.change(callerOf(agent), number, change));
    },
    async logIn({ user }, password) {
      const token = must(await engine.people.logIn(user, password, "192.0.2.10"));
      engine.people.logOut(token);
    },
    ticket: (number) => known(reading.tickets.find(number), `ticket ${number}`),
    async decide(agent, mail, what) {
      const caller = callerOf(agent);
      if (what === "open") must(await engine.commands.openHeld(caller, mail));
      else if (what === "file") must(await engine.commands.fileHeld(caller, mail));
      else must(await engine.commands.joinHeld(caller, mail, what));
    },
    async addParticipant(agent, ticket, address) {
      const now = reading.tickets.find(ticket)?.mergedInto ?? ticket;
      must(await engine.commands.addParticipant(callerOf(agent), now, { name: "", address }));
    },
    close: () => engine.stop(),
  };

  async function sendDue(): Promise<void> {
    nextDelivery = (await played.sendDue()) ?? Number.POSITIVE_INFINITY;
  }

  async function quoted({ message }: Done): Promise<Quoted> {
    const reply = message === undefined ? null : await reading.messages.find(message);
    const composed = message === undefined ? null : await reading.messages.composed(message);
    if (reply?.event.type !== "ReplyWritten" || !composed) throw new Error("a reply left no message");
    const { from, subject, messageId } = reply.event;
    const { time, references } = composed;
    return { from, at: time, subject, text: fullText(reply.event, composed), messageId, references };
  }
}

function callerOf({ user, role }: Agent): Caller {
  return userCaller({ name: userName(user), role });
}

/** A refusal is a mistake in the story. */
function must<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(`the demonstration went wrong: ${inEnglish(result.error)}`);
  return result.value;
}

function known<T>(thing: T | null, what: string): T {
  if (thing === null) throw new Error(`the demonstration went wrong: there is no ${what}`);
  return thing;
}

const authenticate: Authenticate = (_, { envelope }) => {
  const domain = domainOf(envelope.from);
  return domain === "" ? null : Promise.resolve(authenticationOf(domain));
};
