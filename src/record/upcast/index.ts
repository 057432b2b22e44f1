/**
 * Events outlive the code that wrote them: whatever version an event was stored in, it is read in the current shape. Each
 * change of a shape is one function in steps.ts; samples/ has an event of every type in every version, as stored, and
 * a test converts them all.
 */
import {
  type Event,
  type EventType,
  eventVersions,
  type RetiredType,
  retiredVersions,
} from "../../domain/events.ts";
import { type Payload, retired, type Step, steps } from "./steps.ts";

export interface StoredEvent {
  readonly position: number;
  readonly type: string;
  /** Of the payload's shape; counts up from 1. */
  readonly version: number;
  /** JSON. */
  readonly payload: string;
}

/**
 * A stored event in its current shape.
 * @throws if a newer release wrote it: its type, or this version of it, is not known here
 */
export function lift(stored: StoredEvent): Event {
  const { type: was, version, payload } = stored;
  const type = knownType(stored);
  let facts: Payload = JSON.parse(payload);
  const lifting = isRetired(was) ? [...retired[was].steps, ...stepsOf(type)] : stepsOf(type);
  for (const step of lifting.slice(version - 1)) facts = step(facts);
  // The one place where stored text becomes an event again; the chain guarantees its contents.
  return { ...facts, type } as Event;
}

/**
 * The current type of a stored event, whose payload may have been erased.
 * @throws if a newer release wrote it
 */
export function knownType({ position, type, version }: Omit<StoredEvent, "payload">): EventType {
  if (!isEventType(type) && !isRetired(type))
    throw unknown(position, `has type ${type} (version ${version})`);
  const newest = isRetired(type) ? retiredVersions[type] : eventVersions[type];
  if (version < 1 || version > newest) {
    throw unknown(position, `has type ${type} in version ${version}, and here it is known up to ${newest}`);
  }
  return isRetired(type) ? retired[type].as : type;
}

const isRetired = (type: string): type is RetiredType => Object.hasOwn(retiredVersions, type);
const isEventType = (type: string): type is EventType => Object.hasOwn(eventVersions, type);

const changed: { readonly [T in EventType]?: readonly Step[] } = steps;
const stepsOf = (type: EventType): readonly Step[] => changed[type] ?? [];

const unknown = (position: number, what: string): Error =>
  new Error(
    `the event at position ${position} ${what}: a newer release wrote it; start that release or a newer one`,
  );
