/**
 * Tells open pages what has changed: one stream of server-sent events for each browser. What is sent are numbers of tickets;
 * the pages fetch what they show. A stream costs nothing while nothing happens, apart from a sign of life now and then.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { ticketNumber } from "../../../base/ids.ts";
import { system } from "../../../domain/policy/index.ts";
import type { News, Read, Reading, TicketTouched } from "../../../record/reading/index.ts";
import type { Language } from "../../../text/index.ts";
import { textIn } from "../../../text/web.ts";
import { createPresence, type Doing, type Present } from "./presence.ts";

export interface Live {
  /** How far a page has seen that is made now: changes are counted, from each start of the program on. */
  seen(): string;
  /**
   * The changes that someone sees, from now on or from after what their browser has seen.
   * @param last how far that is; null for from now on
   * @param stillMay whether their session goes on, asked before anything is sent
   * @returns null if there are too many streams, of theirs or in all
   */
  follow(reader: LiveReader, last: string | null, stillMay: () => boolean): Response | null;
  /** What someone does at a ticket; null once they have left. */
  note(ticket: number, who: Pick<Present, "user" | "name">, doing: Doing | null): void;
}

export interface LiveReader {
  readonly read: Read;
  readonly user: string;
  readonly language: Language;
}

interface Parts {
  readonly reading: Reading;
  readonly now: () => number;
  /** Ends all streams. */
  readonly stopping?: AbortSignal | undefined;
}

/** The most streams, and those of one person, who may use several browsers. */
const MOST_STREAMS = 400;
export const MOST_OF_ONE = 6;
/** The most tickets that are named; with more, pages look for themselves. */
const MOST_NAMED = 100;
/** The most things that happened last, for those who connect again. */
const MOST_RECENT = 500;
/** The most notices at a time: who comes back to more of them looks at the list. */
const MOST_NOTICES = 20;
/** Characters of a notice's subject. */
const NOTICE_SUBJECT = 200;
/** The most people at tickets that are told of. */
const MOST_PRESENT = 200;
/** Milliseconds between signs of life. */
const HEARTBEAT = 25_000;
/** Milliseconds in which changes are told together: at least these, and more of them the more pages will ask. */
const TOGETHER = 300;
const FOR_EACH = 15;

interface Stream {
  readonly reader: LiveReader;
  /** What has changed since it was told, with those who did it; null for too many. */
  changed: Map<number, Set<string | null>> | null;
  presence: boolean;
  /** What others did at tickets that may be the reader's, the last thing at each. */
  readonly news: Map<number, News>;
  readonly wake: () => void;
}

export function createLive({ reading, now, stopping }: Parts): Live {
  const presence = createPresence(now);
  const streams = new Set<Stream>();
  let [start, changes] = [0, 0];
  /** What happened last, each with the count of changes by then, and the count from which on all of it is here. */
  const recent: (TicketTouched & { readonly at: number })[] = [];
  let complete = 0;
  const seen = () => {
    start ||= now();
    return `${start}-${changes}`;
  };
  let sweep: NodeJS.Timeout | undefined;
  const telling = { timer: undefined as NodeJS.Timeout | undefined };

  /** Wakes those with something to tell, after a while, each in a turn of the event loop. */
  const tellSoon = () => {
    telling.timer ??= setTimeout(
      async () => {
        telling.timer = undefined;
        for (const stream of [...streams]) {
          if (hasNews(stream)) stream.wake();
          await nextTurn();
        }
      },
      TOGETHER + FOR_EACH * streams.size,
    ).unref();
  };

  const onChanged = (touched: readonly TicketTouched[]) => {
    changes += 1;
    for (const one of touched.slice(-MOST_RECENT)) recent.push({ ...one, at: changes });
    if (touched.length > MOST_RECENT) complete = changes;
    for (const { at } of recent.splice(0, recent.length - MOST_RECENT)) complete = Math.max(complete, at);
    if (streams.size === 0) return;
    for (const stream of streams) for (const one of touched) addNews(stream, one);
    tellSoon();
  };

  /** What happened after what a browser has seen; null if that is not known any more: its pages see for themselves. */
  const since = (last: string): readonly TicketTouched[] | null => {
    const [begun, count] = last.split("-").map(Number);
    if (last !== `${begun}-${count}` || begun !== start || count === undefined || count < complete)
      return null;
    return recent.filter(({ at }) => at > count);
  };

  const presenceMoved = () => {
    for (const stream of streams) stream.presence = true;
    tellSoon();
  };

  const enter = (stream: Stream) => {
    if (streams.size === 0)
      sweep = setInterval(() => presence.forget() && presenceMoved(), HEARTBEAT).unref();
    streams.add(stream);
  };
  const leave = (stream: Stream) => {
    if (!streams.delete(stream) || streams.size > 0) return;
    clearInterval(sweep);
    clearTimeout(telling.timer);
    telling.timer = undefined;
  };

  reading.for(system("live")).tickets.onChanged(onChanged);
  return {
    seen,
    follow(reader, last, stillMay) {
      const own = [...streams].filter((one) => one.reader.user === reader.user);
      if (streams.size >= MOST_STREAMS || own.length >= MOST_OF_ONE) return null;
      let wake = () => {};
      const stream: Stream = {
        ...{ reader, presence: true, news: new Map() },
        changed: new Map(),
        wake: () => wake(),
      };
      const missed = last === null ? [] : since(last);
      if (missed === null) stream.changed = null;
      else for (const one of missed) addNews(stream, one);
      let over = false;
      let end = () => {};
      const body = new ReadableStream<Uint8Array>(
        {
          start(controller) {
            end = () => {
              if (over) return;
              over = true;
              stopping?.removeEventListener("abort", end);
              leave(stream);
              wake();
              controller.close();
            };
            stopping?.addEventListener("abort", end);
            enter(stream);
            controller.enqueue(bytes(message("here", null, seen())));
            if (stopping?.aborted) end();
          },
          async pull(controller) {
            if (!hasNews(stream))
              await new Promise<void>((resolve) => {
                const timer = setTimeout(() => wake(), HEARTBEAT).unref();
                wake = () => {
                  clearTimeout(timer);
                  wake = () => {};
                  resolve();
                };
              });
            if (over) return;
            if (!stillMay()) return end();
            controller.enqueue(bytes(messages(stream)));
          },
          cancel() {
            over = true;
            stopping?.removeEventListener("abort", end);
            leave(stream);
            wake();
          },
        },
        { highWaterMark: 1 },
      );
      return new Response(body, {
        headers: { "content-type": "text/event-stream", "x-accel-buffering": "no" },
      });
    },
    note(ticket, who, doing) {
      if (presence.note(ticket, who, doing)) presenceMoved();
    },
  };

  /** What there is to tell, or that all is well; what was told is forgotten. */
  function messages(stream: Stream): string {
    const { changed, reader } = stream;
    const sees = (number: number) => reader.read.tickets.sees(ticketNumber(number));
    let text = "";
    if (changed === null) {
      text += message("changed", { tickets: null, others: [] }, seen());
    } else {
      const tickets = [...changed].filter(([number]) => sees(number));
      const others = tickets.filter(([, who]) => [...who].some((by) => by !== reader.user));
      const data = { tickets: tickets.map(([number]) => number), others: others.map(([number]) => number) };
      if (tickets.length > 0) text += message("changed", data, seen());
    }
    const notices = noticesOf(stream);
    if (notices.length > 0) text += message("notices", notices, null);
    if (stream.presence) {
      const present = presence
        .all()
        .filter(({ user, ticket }) => user !== reader.user && sees(ticket))
        .slice(0, MOST_PRESENT)
        .map(({ ticket, name, doing }) => ({ ticket, name, doing }));
      text += message("presence", present, null);
    }
    stream.changed = new Map();
    stream.news.clear();
    stream.presence = false;
    // A sign of life: a comment, which browsers pass over.
    return text || ":\n\n";
  }
}

/** Something that a stream is to tell. */
function addNews(stream: Stream, { number, by, news }: TicketTouched): void {
  if (news !== null && by !== stream.reader.user && stream.news.size < MOST_NAMED)
    stream.news.set(number, news);
  if (stream.changed === null) return;
  const who = stream.changed.get(number) ?? new Set();
  stream.changed.set(number, who.add(by));
  if (stream.changed.size > MOST_NAMED) stream.changed = null;
}

/** What is shown to the reader of what happened to their own tickets. */
function noticesOf({ reader, news }: Stream): readonly Notice[] {
  const t = textIn(reader.language);
  const found: Notice[] = [];
  for (const [number, what] of news) {
    const ticket = reader.read.tickets.find(ticketNumber(number));
    if (ticket?.assignee !== reader.user || found.length >= MOST_NOTICES) continue;
    const { subject } = ticket;
    found.push({
      ticket: number,
      title: t(`notice.${what}`, { number }),
      text: Array.from(subject).slice(0, NOTICE_SUBJECT).join(""),
    });
  }
  return found;
}

interface Notice {
  readonly ticket: number;
  readonly title: string;
  readonly text: string;
}

const hasNews = ({ changed, presence }: Stream): boolean => presence || changed === null || changed.size > 0;

const message = (event: string, data: unknown, id: string | null): string =>
  `${id === null ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);
