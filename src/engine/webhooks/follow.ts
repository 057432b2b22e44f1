import { createHash } from "node:crypto";
import type { TicketNumber } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Webhook } from "../../domain/settings/index.ts";
import { type Told, toldOf } from "../../domain/webhooks/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { WebhookRow } from "../../record/view.ts";
import type { NewDelivery } from "../../record/webhooks.ts";
import type { Describe } from "./endpoint.ts";
import { freshLane } from "./lane.ts";

type JournalPage = Awaited<ReturnType<RecordStore["journal"]["page"]>>;

interface Parts {
  readonly record: RecordStore;
  readonly describe: Describe;
  readonly log: Log;
}

/** Events read at a time, and the most bytes of their payloads. */
const PAGE = 100;
const BYTES = 4 * 1024 * 1024;
/** Calls that wait for an endpoint; further ones stay in the journal until these are over. */
const MOST_WAITING = 500;
/** Events without a call after which it is written how far the journal was read. */
const UNWRITTEN = 1000;
/** An event that cannot be described is tried this often; then the call has nothing but its place. */
const MOST_TRIES = 3;

/**
 * Makes calls due from the journal: an endpoint has a place in it, which moves on with the calls in one transaction. A crash
 * loses none, and what is made due again has the same id.
 */
export function createFollower({ record, describe, log }: Parts) {
  const { journal, operations, queries } = record;
  const queue = operations.webhooks;
  /** How often an event could not be described. */
  const tries = new Map<number, number>();
  /** How far each endpoint's events were read, beyond what is written. */
  const read = new Map<string, number>();
  /** The last page, which the other endpoints read as well. */
  let last: { readonly after: number; readonly head: number; readonly page: JournalPage } | null = null;

  return {
    /** Makes calls of an endpoint due, as many as may wait. @returns whether there may be more */
    async follow({ webhook, since }: WebhookRow): Promise<boolean> {
      const { name } = webhook;
      const head = await journal.head();
      const lane = queue.lane(name) ?? freshLane(name, since);
      const after = Math.max(lane.position, since, read.get(name) ?? 0);
      if (after >= head) return false;
      const room = MOST_WAITING - queue.waiting(name, MOST_WAITING);
      if (room <= 0) return false;
      const page = await pageAfter(after, head);
      const calls: NewDelivery[] = [];
      let position = after;
      for (const recorded of page.events) {
        if (calls.length >= room) break;
        const call = await callOf(webhook, recorded);
        if (call !== null) calls.push(call);
        position = recorded.position;
      }
      if (calls.length < room) position = Math.max(position, page.last);
      read.set(name, position);
      if (calls.length > 0 || position - lane.position >= UNWRITTEN) {
        // It may have been called meanwhile, and removed.
        if (record.view.webhook(name) === null) return false;
        queue.add({ ...(queue.lane(name) ?? lane), position }, calls);
      }
      return position < head;
    },
    /** Forgets what was read for endpoints that are gone, or off. */
    keep(names: ReadonlySet<string>): void {
      for (const name of read.keys()) if (!names.has(name)) read.delete(name);
    },
  };

  async function pageAfter(after: number, head: number): Promise<JournalPage> {
    const same = last?.after === after && (last.head === head || last.page.events.length === PAGE);
    if (!same || last === null) last = { after, head, page: await journal.page(after, PAGE, BYTES) };
    return last.page;
  }

  /** @throws if the event cannot be described; the journal is then read from it again */
  async function callOf(webhook: Webhook, recorded: Recorded): Promise<NewDelivery | null> {
    const { ticket, event, position, time } = recorded;
    const { name } = webhook;
    const told = toldOf(event, webhook);
    if (told === null || ticket === null) return null;
    // The mail that opened it is told with it.
    if (told.type === "reply.received" && queries.entriesBefore(ticket, position) === 0) return null;
    const data = { position, number: ticket, ...(await described(ticket, told, recorded)) };
    return { id: idOf(name, position, time), type: told.type, ticket, body: bodyOf(told.type, time, data) };
  }

  async function described(ticket: TicketNumber, told: Told, recorded: Recorded): Promise<object> {
    const { position } = recorded;
    try {
      const data = await describe(ticket, told, recorded);
      tries.delete(position);
      return data ?? { ticket: null };
    } catch (cause) {
      const n = (tries.get(position) ?? 0) + 1;
      tries.set(position, n);
      if (n < MOST_TRIES) throw cause;
      tries.delete(position);
      log.error("an event cannot be described for webhooks; they are told its position alone", {
        position,
        cause,
      });
      return { ticket: null };
    }
  }
}

/** The body of a request, as Standard Webhooks has it. @param time milliseconds since 1970 */
export const bodyOf = (type: string, time: number, data: object): string =>
  JSON.stringify({ type, timestamp: new Date(time).toISOString(), data });

/** The id of a call: the same for the same event, and another one for an event that took its position after a restore. */
function idOf(name: string, position: number, time: number): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([name, position, time]))
    .digest("hex");
  return `msg_${digest.slice(0, 32)}`;
}
