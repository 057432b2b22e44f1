import type { Recorded } from "../../domain/events.ts";
import type { JournalReading } from "../../record/reading/index.ts";
import { eventOf } from "./events.ts";
import type { ApiParts } from "./parts.ts";

/** Milliseconds between keep-alive messages. */
const HEARTBEAT = 15_000;
/** Events read from the journal at a time. */
const AT_ONCE = 20;
/** The most bytes of their payloads read at a time. */
const MOST_BYTES = 1024 * 1024;
/** The most followers at the same time. */
export const MOST_FOLLOWERS = 200;

/**
 * The journal from a position on, as server-sent events, for as long as the follower listens, the server runs and
 * `stillMay` allows it. All that is kept for a follower is its position: the next events are read when the last
 * ones were sent, so a slow follower costs no memory.
 */
export function follow(
  { stopping, heartbeat = HEARTBEAT }: ApiParts,
  journal: JournalReading,
  after: number,
  stillMay: () => boolean,
  ended: () => void,
): Response {
  const news = watch(journal);
  let position = after;
  let over = false;
  let leave = () => {};
  const end = () => {
    over = true;
    stopping.removeEventListener("abort", leave);
    news.stop();
    ended();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        leave = () => {
          end();
          controller.close();
        };
        stopping.addEventListener("abort", leave);
        // Shows the client immediately that it is connected.
        controller.enqueue(bytes(": following\n\n"));
        if (stopping.aborted) leave();
      },
      async pull(controller) {
        if (position >= (await journal.head())) await news.next(heartbeat);
        if (over) return;
        if (!stillMay()) {
          leave();
          return;
        }
        const { events, last } = await journal.page(position, AT_ONCE, MOST_BYTES);
        position = last;
        controller.enqueue(bytes(events.map(sent).join("") || ": still here\n\n"));
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "x-accel-buffering": "no" },
  });
}

function sent(recorded: Recorded): string {
  const event = eventOf(recorded);
  return `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

interface News {
  /** Resolves when something is committed, or after this many milliseconds. */
  next(milliseconds: number): Promise<void>;
  stop(): void;
}

function watch(journal: JournalReading): News {
  let wake = () => {};
  const unlisten = journal.onCommitted(() => wake());
  return {
    next: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => wake(), milliseconds);
        timer.unref();
        wake = () => {
          clearTimeout(timer);
          wake = () => {};
          resolve();
        };
      }),
    stop() {
      unlisten();
      wake();
    },
  };
}

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);
