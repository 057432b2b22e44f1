import { lockData, openData } from "../../app/data.ts";
import { expectData } from "../../engine/operate/data-folder/folder.ts";
import { type Command, progress, readArgs, required } from "./command.ts";

export const rebuildModel: Command = {
  name: "rebuild",
  summary: (t) => t("rebuild.summary"),
  usage: "rebuild --data DIR",
  help: (t) => t("rebuild.help"),

  run(args, io) {
    const { values } = readArgs(args, { data: { type: "string" } });
    const data = required(values.data, "data");
    expectData(data);
    const unlock = lockData(data);
    try {
      const opened = openData(data, { behind: true });
      try {
        const at = opened.rebuild(progress(io, io.t("rebuild.progress")));
        io.out(`${io.t("rebuild.done", { position: at })}\n`);
        return 0;
      } finally {
        opened.close();
      }
    } finally {
      unlock();
    }
  },
};
