import { lockData, openData } from "../../app/data.ts";
import { expectData } from "../../engine/operate/data-folder/folder.ts";
import { type Command, progress, readArgs, required } from "./command.ts";

export const rebuildModel: Command = {
  name: "rebuild",
  summary: "rebuilds the read model from the journal",
  usage: "rebuild --data DIR",
  help: `Tickets, lists, counts and the search index are derived from the journal; this rebuilds them in one transaction.
If it is interrupted, the old ones are kept. The program must not be running on DIR meanwhile.`,

  run(args, io) {
    const { values } = readArgs(args, { data: { type: "string" } });
    const data = required(values.data, "data");
    expectData(data);
    const unlock = lockData(data);
    try {
      const opened = openData(data);
      try {
        const at = opened.rebuild(progress(io, "rebuilt"));
        io.out(`the read model is at position ${at}\n`);
        return 0;
      } finally {
        opened.close();
      }
    } finally {
      unlock();
    }
  },
};
