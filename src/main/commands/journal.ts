import { openJournal } from "../../app/data.ts";
import { actorText } from "../../domain/actor.ts";
import { withoutSecrets } from "../../domain/secrets.ts";
import type { ChainedEvent } from "../../record/reading/index.ts";
import type { Text } from "../../text/command-line.ts";
import { faultText } from "../../text/index.ts";
import { type Command, CommandFailed, progress, readArgs, required, wholeNumberOption } from "./command.ts";

export const journalVerify: Command = {
  name: "journal verify",
  summary: (t) => t("journal.verify.summary"),
  usage: "journal verify --data DIR [--json]",
  help: (t) => t("journal.verify.help"),

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const opened = openJournal(required(values.data, "data"));
    try {
      const found = await opened.journal.verify(progress(io, io.t("journal.verify.progress")));
      const problem = found.ok ? "" : faultText(io.language, found.problem);
      if (values.json) io.out(`${JSON.stringify(found.ok ? found : { ...found, problem })}\n`);
      else if (found.ok) {
        const { events, erased, chain } = found;
        const intact =
          erased > 0
            ? io.t("journal.intact.erased", { events, erased, chain })
            : io.t("journal.intact", { events, chain });
        io.out(`${intact}\n`);
      }
      if (found.ok) return 0;
      if (values.json) return 1;
      const { position } = found;
      throw new CommandFailed((t) => t("journal.damaged", { position, problem }));
    } finally {
      opened.close();
    }
  },
};

export const journalTail: Command = {
  name: "journal tail",
  summary: (t) => t("journal.tail.summary"),
  usage: "journal tail --data DIR [-n N | --lines N] [--json]",
  help: (t) => t("journal.tail.help"),

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      lines: { type: "string", short: "n", default: "20" },
      json: { type: "boolean", default: false },
    });
    const lines = wholeNumberOption(values.lines, { option: "--lines", least: 1, most: 999_999 });
    const opened = openJournal(required(values.data, "data"));
    try {
      const head = await opened.journal.head();
      for (const event of await opened.journal.readChained(Math.max(0, head - lines), lines)) {
        io.out(`${values.json ? JSON.stringify(shown(event)) : line(event, io.t)}\n`);
      }
      return 0;
    } finally {
      opened.close();
    }
  },
};

function line({ position, time, actor, ticket, event }: ChainedEvent, t: Text): string {
  const type = event.type === "Erased" ? t("journal.erased", { type: event.was }) : event.type;
  const said = { position, time: new Date(time).toISOString(), actor: actorText(actor), type };
  return ticket === null ? t("journal.tail.line", said) : t("journal.tail.line.ticket", { ...said, ticket });
}

/** An event without its secrets; the digest is that of the complete event. */
export const shown = (event: ChainedEvent) => ({
  ...event,
  actor: actorText(event.actor),
  event: withoutSecrets(event.event),
});
