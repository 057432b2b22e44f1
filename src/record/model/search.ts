import type { Event, Recorded } from "../../domain/events.ts";
import type { Address } from "../../domain/mail/index.ts";
import type { Database } from "../database.ts";
import { words } from "../words.ts";
import type { Project, Projection } from "./projection.ts";

/** The most characters of one message that are indexed, and of what is attached to it; more is rarely prose. */
export const INDEXED = 100_000;

export interface SearchText {
  readonly subject: string;
  readonly sender: string;
  /** The recipients. */
  readonly people: string;
  readonly body: string;
  /** The names of attachments. */
  readonly files: string;
  /** What only filters find: "attachment" if a file is attached. */
  readonly marks: string;
}

/** The searchable text of an event, or null. */
export function searchText({ event }: Recorded): SearchText | null {
  switch (event.type) {
    case "MessageReceived":
    case "ReplyWritten": {
      const names = (of: readonly Address[]) =>
        words(
          of
            .map((a) => `${a.name} ${a.address}`)
            .join(" ")
            .slice(0, INDEXED),
        );
      return {
        subject: words(event.subject),
        sender: names([event.from]),
        people: names([...event.to, ...event.cc]),
        body: words(writtenIn(event).slice(0, INDEXED)),
        files: words(
          event.attachments
            .map((a) => a.name)
            .join("\n")
            .slice(0, INDEXED),
        ),
        marks: event.attachments.some(({ inline }) => !inline) ? "attachment" : "",
      };
    }
    case "NoteAdded":
      return {
        subject: "",
        sender: "",
        people: "",
        body: words(event.text.slice(0, INDEXED)),
        files: "",
        marks: "",
      };
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
  version: 6,
  usableFrom: 6,
  tables: ["search_new", "search", "search_unsettled"],
  rebuilt: "when-idle",
  rare: false,
  project: projectSearch,
};

function projectSearch({ sqlite }: Database): Project {
  const insert = sqlite.prepare<[number, string, string, string, string, string, string]>(
    "INSERT INTO search_new (rowid, subject, sender, people, body, files, marks) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const unsettled = sqlite.prepare<[number]>("INSERT INTO search_unsettled (position) VALUES (?)");
  return (events) => {
    for (const recorded of events) {
      const found = searchText(recorded);
      if (!found) continue;
      const { subject, sender, people, body, files, marks } = found;
      insert.run(recorded.position, subject, sender, people, body, files, marks);
      unsettled.run(recorded.position);
    }
  };
}
