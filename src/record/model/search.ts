import type { Event, Recorded } from "../../domain/events.ts";
import type { Database } from "../database.ts";
import { words } from "../words.ts";
import type { Project, Projection } from "./projection.ts";

/** The most characters of one message that are indexed; more is rarely prose. */
const INDEXED = 100_000;

export interface SearchText {
  readonly subject: string;
  readonly people: string;
  readonly body: string;
}

/** The searchable text of an event, or null. */
export function searchText({ event }: Recorded): SearchText | null {
  switch (event.type) {
    case "MessageReceived":
    case "ReplyWritten": {
      const people = [event.from, ...event.to, ...event.cc].map((a) => `${a.name} ${a.address}`);
      return {
        subject: words(event.subject),
        people: words(people.join(" ").slice(0, INDEXED)),
        body: words([writtenIn(event), ...event.attachments.map((a) => a.name)].join("\n").slice(0, INDEXED)),
      };
    }
    case "NoteAdded":
      return { subject: "", people: "", body: words(event.text.slice(0, INDEXED)) };
    default:
      return null;
  }
}

/** The new part of the text. */
const writtenIn = (event: Extract<Event, { type: "MessageReceived" | "ReplyWritten" }>): string =>
  event.type === "MessageReceived" ? (event.reply ?? event.text) : event.text;

/** Table search_new: cheap to write, small; its rows are moved to the table search in idle time. */
export const search: Projection = {
  name: "search",
  version: 2,
  tables: ["search_new", "search", "search_unsettled"],
  rebuilt: "in idle time",
  rare: false,
  project: projectSearch,
};

function projectSearch({ sqlite }: Database, prefix: string): Project {
  const insert = sqlite.prepare<[number, string, string, string]>(
    `INSERT INTO ${prefix}search_new (rowid, subject, people, body) VALUES (?, ?, ?, ?)`,
  );
  const unsettled = sqlite.prepare<[number]>(`INSERT INTO ${prefix}search_unsettled (position) VALUES (?)`);
  return (events) => {
    for (const recorded of events) {
      const found = searchText(recorded);
      if (!found) continue;
      insert.run(recorded.position, found.subject, found.people, found.body);
      unsettled.run(recorded.position);
    }
  };
}
