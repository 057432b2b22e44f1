import { type CalendarWord, calendarWords, monthNames } from "../../text/calendar.ts";

/**
 * What an iCalendar object (RFC 5545, RFC 5546) is about, for a mail that has no other text: a line for each event, such
 * as "Accepted: Repair visit, 1 December 2026 10:00 to 11:00 Europe/Berlin, Hall 2", and below it what it says.
 * @param text of the text/calendar part
 * @param method of its Content-Type; the object's own takes precedence
 * @returns "" if there is no event in it
 */
export function calendarText(text: string, method: string): string {
  const events: CalendarEvent[] = [];
  let open: CalendarEvent | null = null;
  const within: string[] = [];
  let named = method.toUpperCase();
  for (const line of unfolded(text)) {
    const property = readProperty(line);
    if (property === null) continue;
    const { name, value } = property;
    if (name === "BEGIN") {
      within.push(value.toUpperCase());
      if (within.length > DEEPEST) break;
      if (open === null && kinds.has(value.toUpperCase())) open = { depth: within.length, properties: [] };
    } else if (name === "END") {
      if (open !== null && within.length === open.depth) {
        events.push(open);
        open = null;
        if (events.length === MOST_EVENTS) break;
      }
      within.pop();
    } else if (name === "METHOD" && open === null) {
      named = value.trim().toUpperCase();
    } else if (open !== null && within.length === open.depth && wanted.has(name)) {
      if (open.properties.length < MOST_PROPERTIES) open.properties.push(property);
    }
  }
  if (open !== null) events.push(open);
  return events.map((event) => described(event, named)).join("\n\n");
}

/** Whether a part is an iCalendar object, by its media type; also one sent under a general type, by its file name. */
export const isCalendar = (type: string, name: string): boolean =>
  /^(?:text\/(?:x-)?v?calendar|application\/(?:ics|ical|icalendar|x-ical|calendar|(?:x-)?vcalendar))$/.test(
    type,
  ) ||
  (/^(?:text\/plain|application\/(?:octet-stream|x-msdownload|force-download))$/.test(type) &&
    /\.(?:ics|ical|vcs)$/i.test(name));

const kinds: ReadonlySet<string> = new Set(["VEVENT", "VTODO", "VJOURNAL"]);
const wanted: ReadonlySet<string> = new Set(
  "SUMMARY DTSTART DTEND DUE LOCATION DESCRIPTION COMMENT ATTENDEE STATUS".split(" "),
);
const LONGEST = 256 * 1024;
const MOST_LINES = 10_000;
const MOST_PROPERTIES = 50;
const MOST_EVENTS = 5;
const DEEPEST = 10;

interface CalendarEvent {
  readonly depth: number;
  readonly properties: Property[];
}

interface Property {
  /** In upper case. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

/** Its lines, those joined that were folded (RFC 5545 section 3.1). */
function unfolded(text: string): string[] {
  const lines: string[][] = [];
  for (const line of text.slice(0, LONGEST).split(/\r\n?|\n/, MOST_LINES)) {
    if (/^[ \t]/.test(line)) lines.at(-1)?.push(line.slice(1));
    else lines.push([line]);
  }
  return lines.map((pieces) => pieces.join(""));
}

/** "NAME;PARAMETER=value:text"; a value in quotation marks may hold what else ends it. */
function readProperty(line: string): Property | null {
  let quoted = false;
  const ends: number[] = [];
  let colon = -1;
  for (let i = 0; i < line.length && colon === -1 && ends.length < MOST_PROPERTIES; i++) {
    const c = line[i];
    if (c === '"') quoted = !quoted;
    else if (!quoted && c === ";") ends.push(i);
    else if (!quoted && c === ":") colon = i;
  }
  if (colon === -1) return null;
  const pieces = [...ends, colon].map((end, i) => line.slice(i === 0 ? 0 : (ends[i - 1] ?? 0) + 1, end));
  const parameters = new Map<string, string>();
  for (const piece of pieces.slice(1)) {
    const equals = piece.indexOf("=");
    if (equals > 0) {
      parameters.set(
        piece.slice(0, equals).trim().toUpperCase(),
        piece.slice(equals + 1).replaceAll('"', ""),
      );
    }
  }
  return { name: (pieces[0] ?? "").trim().toUpperCase(), parameters, value: line.slice(colon + 1) };
}

function described({ properties }: CalendarEvent, method: string): string {
  const of = (name: string) => properties.find((property) => property.name === name);
  const words = (name: string) => unescaped(of(name)?.value ?? "").trim();
  const [start, end] = [momentOf(of("DTSTART")), momentOf(of("DTEND") ?? of("DUE"))];
  const details = [oneLine(words("SUMMARY")), whenOf(start, end), oneLine(words("LOCATION"))];
  const line = `${calendarWords[wordOf(method, properties)]}: ${details.filter((one) => one !== "").join(", ")}`;
  const said = [words("COMMENT"), words("DESCRIPTION")].filter((one) => one !== "");
  return [line, ...said].join("\n\n");
}

const oneLine = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(", ");

/** What the method says about the event; of a reply, what the attendee says (RFC 5546 section 3.2.3). */
function wordOf(method: string, properties: readonly Property[]): CalendarWord {
  const cancelled = properties.some(
    ({ name, value }) => name === "STATUS" && /^cancelled$/i.test(value.trim()),
  );
  if (method === "REPLY") {
    const attendee = properties.find(({ name }) => name === "ATTENDEE");
    const said = (attendee?.parameters.get("PARTSTAT") ?? "NEEDS-ACTION").toUpperCase();
    return isWord(said) ? said : "NEEDS-ACTION";
  }
  if (cancelled) return "CANCEL";
  return isWord(method) ? method : "PUBLISH";
}

const isWord = (word: string): word is CalendarWord => Object.hasOwn(calendarWords, word);

/** RFC 5545 section 3.3.11; Outlook also escapes what needs none. */
const unescaped = (value: string): string =>
  value.slice(0, 20_000).replace(/\\(.)/gs, (_, c: string) => (c === "n" || c === "N" ? "\n" : c));

interface Moment {
  /** "1 December 2026". */
  readonly day: string;
  /** "10:00", "" for a whole day. */
  readonly time: string;
  /** "UTC", the zone's name as it is given, or "" if it has none. */
  readonly zone: string;
}

function momentOf(property: Property | undefined): Moment | null {
  if (property === undefined) return null;
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?/.exec(property.value.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, utc] = match;
  const name = monthNames[Number(month) - 1];
  if (name === undefined) return null;
  return {
    day: `${Number(day)} ${name} ${year}`,
    time: hour === undefined ? "" : `${hour}:${minute}`,
    zone:
      utc === "Z" ? "UTC" : hour === undefined ? "" : (property.parameters.get("TZID") ?? "").slice(0, 100),
  };
}

/** "1 December 2026 10:00 to 11:00 UTC"; the end only if it says more than the start. */
function whenOf(start: Moment | null, end: Moment | null): string {
  if (start === null) return end === null ? "" : written(end);
  if (end === null || start.time === "" || end.time === "") return written(start);
  if (end.zone !== start.zone || end.day !== start.day) return `${written(start)} to ${written(end)}`;
  if (end.time === start.time) return written(start);
  return `${start.day} ${start.time} to ${written({ ...end, day: "" })}`;
}

const written = ({ day, time, zone }: Moment): string =>
  [day, time, zone].filter((one) => one !== "").join(" ");
