import { workerEntry } from "../../app/assets.ts";
import { lockData, openNewData } from "../../app/data.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { compose, hashed } from "../../edges/delivery/compose.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { createData, discardData } from "../../engine/operate/data-folder/folder.ts";
import { administrator, agents, createClock, fillDemo } from "../demo/index.ts";
import { type Command, type CommandIo, progress, readArgs, required, wholeNumberOption } from "./command.ts";
import { generatedPassword } from "./setup.ts";

/** Tickets that are played; more than that are written down, which is many times faster. */
const PLAYED = 2000;

export const demo: Command = {
  name: "demo",
  summary: (t) => t("demo.summary"),
  usage: "demo --data DIR [--tickets N]",
  help: (t) => t("demo.help"),

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      tickets: { type: "string", default: "250" },
    });
    const data = required(values.data, "data");
    const tickets = wholeNumberOption(values.tickets, { option: "--tickets", least: 1, most: 9_999_999 });
    const passwords = { adminPassword: generatedPassword(), agentPassword: generatedPassword() };
    createData(data);
    try {
      await fill(data, tickets, passwords, io);
    } catch (cause) {
      discardData(data);
      throw cause;
    }
    io.out(`user: ${administrator}\npassword: ${passwords.adminPassword}\n`);
    io.out(
      `agents: ${agents.map(({ user }) => user).join(" ")}\nagents-password: ${passwords.agentPassword}\n`,
    );
    const line = ["mailmanager", "serve", "--data", data, "--http", "127.0.0.1:8025"].join(" ");
    io.err(`${io.t("demo.next", { line })}\n`);
    return 0;
  },
};

async function fill(
  data: string,
  tickets: number,
  passwords: { adminPassword: string; agentPassword: string },
  io: CommandIo,
): Promise<void> {
  const unlock = lockData(data);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const clock = createClock(0);
  const opened = openNewData(data, { now: clock.now });
  const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts"), workers: 1 });
  try {
    await fillDemo(
      { data: opened, clock, compose: hashed(compose), read: reader.read, randomBytes: pooledRandomBytes() },
      {
        tickets,
        played: PLAYED,
        end: Date.now(),
        ...passwords,
        progress: progress(io, io.t("demo.progress")),
        signal: stopping.signal,
      },
    );
  } finally {
    await reader.close();
    opened.close();
    process.off("SIGINT", stop).off("SIGTERM", stop);
    unlock();
  }
}
