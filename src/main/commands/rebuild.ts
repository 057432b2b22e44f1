import { lockData, openData } from "../../app/data.ts";
import { expectData } from "../../engine/operate/data-folder/folder.ts";
import { type Command, progress, readArgs, required } from "./command.ts";

export const rebuildModel: Command = {
  name: "rebuild",
  summary: "drops the read model and derives it again from the journal",
  usage: "rebuild --data DIR",
  help: `Tickets, lists, counts and the search index are derived from the journal; this derives them anew, in one
transaction: until its end the old ones stand. The program must not be serving DIR meanwhile.`,

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
