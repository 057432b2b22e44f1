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
  summary: "checks the whole journal and names the first position that does not hold",
  usage: "journal verify --data DIR [--json]",
  help: `Walks the hash chain from the first event to the last: positions without gaps, each payload as its digest says,
each event bound to all before it. Exit status 1 when something does not hold. Can run while the program serves DIR.`,

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
        const erased = found.erased > 0 ? ` (${found.erased} with their payload erased)` : "";
        io.out(`the journal holds: ${found.events} events${erased}, chain ${found.chain}\n`);
      }
      if (found.ok) return 0;
      if (values.json) return 1;
      throw new Failure(
        `the journal does not hold at position ${found.position}: ${found.problem}; restore a backup from before it`,
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
  help: "The newest N events (20 without it), the oldest of them first. --json gives one whole event on each line.",

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      lines: { type: "string", default: "20" },
      json: { type: "boolean", default: false },
    });
    if (!/^[1-9]\d{0,5}$/.test(values.lines)) throw new WrongUsage("--lines takes a number from 1 to 999999");
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
  summary: "writes all events, one JSON object on each line",
  usage: "journal export --data DIR [--after POSITION]",
  help: `Each line has position, time, actor, ticket, the event with its type and version, its digest and the chain up to
it, so that others can check it. Raw mails are not in it; their SHA-256 is. Passwords, keys and tokens are left out.`,

  async run(args, io) {
    const { values } = readArgs(args, { data: { type: "string" }, after: { type: "string", default: "0" } });
    if (!/^\d{1,15}$/.test(values.after)) throw new WrongUsage("--after takes a position");
    const opened = openJournal(required(values.data, "data"));
    try {
      for (let after = Number(values.after); ; ) {
        const events = await opened.journal.readChained(after, PAGE);
        io.out(events.map((event) => `${JSON.stringify(shown(event))}\n`).join(""));
        const last = events.at(-1);
        if (!last) return 0;
        after = last.position;
        // Lets signals and the end of whoever reads be noticed.
        await setImmediate();
      }
    } finally {
      opened.close();
    }
  },
};

const typeOf = (event: ChainedEvent["event"]): string =>
  event.type === "Erased" ? `${event.was} (erased)` : event.type;

/** What is handed out has no secrets in it; its digest is that of the whole event. */
const shown = (event: ChainedEvent) => ({
  ...event,
  actor: actorText(event.actor),
  event: withoutSecrets(event.event),
});
