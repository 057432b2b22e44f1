import { workerEntry } from "../../app/assets.ts";
import { lockData, openNewData } from "../../app/data.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { compose } from "../../edges/delivery/compose.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { createData, discardData } from "../../engine/operate/data-folder/folder.ts";
import { agents, createClock, fillDemo } from "../demo/index.ts";
import { type Command, type Io, progress, readArgs, required, WrongUsage } from "./command.ts";
import { generatedPassword } from "./setup.ts";

export const demo: Command = {
  name: "demo",
  summary: "creates a data folder with a realistic helpdesk to try out",
  usage: "demo --data DIR [--tickets N]",
  help: `Creates DIR, which must not exist or be empty, and fills it with N tickets (default: 250) of a fictitious company:
mailboxes, groups, five agents, customers from many countries, conversations over the past weeks in all states, a few
held mails and failed deliveries. Replies that you write stay on this machine (page /caught).

Every run with the same N creates the same people, mails and decisions. Times are relative to now, so that the tickets
look recent. Passwords, ids and the secret parts of addresses differ each time.

Prints the administrator's "user: NAME" and "password: SECRET", then "agents: NAMES" and "agents-password: SECRET"; all
agents have the same password.

  mailmanager demo --data /tmp/demo
  mailmanager serve --data /tmp/demo --http 127.0.0.1:8025`,

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      tickets: { type: "string", default: "250" },
    });
    const data = required(values.data, "data");
    if (!/^[1-9]\d{0,6}$/.test(values.tickets)) {
      throw new WrongUsage("--tickets must be a number from 1 to 9999999");
    }
    const passwords = { adminPassword: generatedPassword(), agentPassword: generatedPassword() };
    createData(data);
    try {
      await fill(data, Number(values.tickets), passwords, io);
    } catch (cause) {
      discardData(data);
      throw cause;
    }
    io.out(`user: admin\npassword: ${passwords.adminPassword}\n`);
    io.out(
      `agents: ${agents.map(({ user }) => user).join(" ")}\nagents-password: ${passwords.agentPassword}\n`,
    );
    io.err(`next: mailmanager serve --data ${data} --http 127.0.0.1:8025\n`);
    return 0;
  },
};

async function fill(
  data: string,
  tickets: number,
  passwords: { adminPassword: string; agentPassword: string },
  io: Io,
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
      { data: opened, clock, compose, read: reader.read, randomBytes: pooledRandomBytes() },
      { tickets, end: Date.now(), ...passwords, progress: progress(io, "tickets"), signal: stopping.signal },
    );
  } finally {
    await reader.close();
    opened.close();
    process.off("SIGINT", stop).off("SIGTERM", stop);
    unlock();
  }
}
