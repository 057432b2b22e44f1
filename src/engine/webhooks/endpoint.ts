import type { Fault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Told } from "../../domain/webhooks/index.ts";

/** The type of a call that someone makes to see whether it arrives. */
export const TEST = "webhook.test";

/** A request to an endpoint. */
export interface EndpointCall {
  readonly url: string;
  /** Whether addresses that are not public are allowed. */
  readonly allowPrivate: boolean;
  /** Names the call: the same each time it is made. */
  readonly id: string;
  /** When it is made, in milliseconds since 1970. */
  readonly at: number;
  /** JSON. */
  readonly body: string;
  /** Each signs it: "whsec_" and base64. */
  readonly secrets: readonly string[];
}

/** What an endpoint answered. */
export interface EndpointAnswer {
  /** Null if there was no answer. */
  readonly status: number | null;
  /** The start of its body, as text. */
  readonly answer: string;
  /** The seconds that it asked to wait; null if it did not. */
  readonly retryAfter: number | null;
  /** Why the call failed; null if the status says it. */
  readonly fault: Fault | null;
}

/** Makes a call, within bounds of time and size. Never rejects. @param signal aborted at the stop */
export type CallEndpoint = (call: EndpointCall, signal: AbortSignal) => Promise<EndpointAnswer>;

/**
 * What endpoints are told of an event, as the program sees its ticket now: plain data for JSON; null if the ticket is gone.
 */
export type Describe = (ticket: TicketNumber, told: Told, recorded: Recorded) => Promise<object | null>;
