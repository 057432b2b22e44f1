import { setImmediate } from "node:timers/promises";
import { openJournal } from "../../app/data.ts";
import { Failure } from "../../base/failure.ts";
import { actorText } from "../../domain/actor.ts";
import { withoutSecrets } from "../../domain/secrets.ts";
import type { ChainedEvent } from "../../record/reading/index.ts";
import { type Command, progress, readArgs, required, WrongUsage } from "./command.ts";

const PAGE = 1000;

export const journalVerify: Command = {
  name: "journal verify",
  summary: "checks the whole journal and reports the first damaged position",
  usage: "journal verify --data DIR [--json]",
  help: `Checks the hash chain from the first event to the last: positions without gaps, each payload against its digest,
each event's link to those before it. The exit status is 1 if anything is wrong. Can run while the program is running
on DIR.`,

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const opened = openJournal(required(values.data, "data"));
    try {
      const found = await opened.journal.verify(progress(io, "verified"));
      if (values.json) io.out(`${JSON.stringify(found)}\n`);
      else if (found.ok) {
        const erased = found.erased > 0 ? ` (${found.erased} with erased payloads)` : "";
        io.out(`the journal is intact: ${found.events} events${erased}, chain ${found.chain}\n`);
      }
      if (found.ok) return 0;
      if (values.json) return 1;
      throw new Failure(
        `the journal is damaged at position ${found.position}: ${found.problem}; restore a backup made before the damage`,
      );
    } finally {
      opened.close();
    }
  },
};

export const journalTail: Command = {
  name: "journal tail",
  summary: "shows the newest events",
  usage: "journal tail --data DIR [--lines N] [--json]",
  help: "Shows the newest N events (default: 20), oldest first. With --json, each line is a complete event.",

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      lines: { type: "string", default: "20" },
      json: { type: "boolean", default: false },
    });
    if (!/^[1-9]\d{0,5}$/.test(values.lines))
      throw new WrongUsage("--lines must be a number from 1 to 999999");
    const opened = openJournal(required(values.data, "data"));
    try {
      const lines = Number(values.lines);
      const head = await opened.journal.head();
      for (const event of await opened.journal.readChained(Math.max(0, head - lines), lines)) {
        const { position, time, actor, ticket, event: fact } = event;
        const at = new Date(time).toISOString();
        const about = ticket === null ? "" : ` ticket ${ticket}`;
        io.out(
          values.json
            ? `${JSON.stringify(shown(event))}\n`
            : `${position} ${at} ${actorText(actor)} ${typeOf(fact)}${about}\n`,
        );
      }
      return 0;
    } finally {
      opened.close();
    }
  },
};

export const journalExport: Command = {
  name: "journal export",
  summary: "writes all events, one JSON object per line",
  usage: "journal export --data DIR [--after POSITION]",
  help: `Each line has position, time, actor, ticket, the event with its type and version, its digest and the chain up to
it, so that other programs can verify it. It contains the SHA-256 of raw mails, but not the mails; passwords, keys and
tokens are left out.`,

  async run(args, io) {
    const { values } = readArgs(args, { data: { type: "string" }, after: { type: "string", default: "0" } });
    if (!/^\d{1,15}$/.test(values.after)) throw new WrongUsage("--after must be a position");
    const opened = openJournal(required(values.data, "data"));
    try {
      for (let after = Number(values.after); ; ) {
        const events = await opened.journal.readChained(after, PAGE);
        io.out(events.map((event) => `${JSON.stringify(shown(event))}\n`).join(""));
        const last = events.at(-1);
        if (!last) return 0;
        after = last.position;
        // So that signals and a closed pipe are noticed.
        await setImmediate();
      }
    } finally {
      opened.close();
    }
  },
};

const typeOf = (event: ChainedEvent["event"]): string =>
  event.type === "Erased" ? `${event.was} (erased)` : event.type;

/** The event without its secrets; the digest is that of the complete event. */
const shown = (event: ChainedEvent) => ({
  ...event,
  actor: actorText(event.actor),
  event: withoutSecrets(event.event),
});
