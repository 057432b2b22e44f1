/** Runs the executable on free ports; its API, and mails to send to it. */
import { join } from "node:path";
import * as z from "zod";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { type Api, apiAt } from "./api.ts";
import { patience } from "./patience.ts";
import { mailbox, newInstallation, type Program, portOf, serve } from "./program.ts";

export interface RunningServer {
  readonly data: string;
  readonly token: string;
  readonly program: Program;
  readonly api: Api;
  /** ADDR:PORT */
  readonly http: string;
  /** Ports on 127.0.0.1; `https` is 0 if not requested. */
  readonly smtp: number;
  readonly https: number;
}

/** Sets up a data folder and runs the program on it. */
export async function runServer(folder: string, ...more: readonly string[]): Promise<RunningServer> {
  const { data, token } = await newInstallation(join(folder, "data"));
  return runAgain(data, token, ...more);
}

/** Runs the program on an existing data folder. */
export async function runAgain(
  data: string,
  token: string,
  ...more: readonly string[]
): Promise<RunningServer> {
  const program = serve(data, ...more);
  const { http, https, smtp } = await program.serving;
  if (http === null) throw new Error("it does not listen for HTTP");
  const ports = { smtp: portOf(smtp), https: https === null ? 0 : portOf(https) };
  return { data, token, program, api: apiAt(http, token), http, ...ports };
}

/** A small mail with a unique subject. */
export const plainMail = (subject: string): Buffer =>
  Buffer.from(
    `From: Ann <${encodeURIComponent(subject).slice(0, 60)}@customer.example>\r\nTo: <${mailbox}>\r\nSubject: ${subject}\r\n` +
      `Message-ID: <${encodeURIComponent(subject)}@customer.example>\r\n\r\nHello, this is about ${subject}.\r\n`,
  );

/**
 * Sends a mail in its own session.
 * @param raw without lines that begin with a dot
 * @returns the deciding reply: to the final dot, or the first refusal; "" if the connection broke
 */
export async function handOver(port: number, raw: Buffer): Promise<string> {
  const peer = await new Peer(port).hello();
  try {
    for (const command of ["MAIL FROM:<ann@customer.example>", `RCPT TO:<${mailbox}>`]) {
      const reply = await peer.ask(command);
      if (!reply.startsWith("250")) return reply;
    }
    const go = await peer.ask("DATA");
    if (!go.startsWith("354")) return go;
    peer.send(raw);
    return await peer.ask(".");
  } finally {
    peer.destroy();
  }
}

/** The id in a 250. @throws for any other reply */
export function idIn(reply: string): string {
  const id = /^250 2\.6\.0 Queued as (\S+)$/.exec(reply)?.[1];
  if (id === undefined) throw new Error(`not taken: ${reply === "" ? "the connection broke" : reply}`);
  return id;
}

const settled = z.object({
  outcome: z.string(),
  cause: z.string().nullable(),
  ticket: z.number().nullable(),
  sha256: z.string(),
});

/** Waits for a mail's outcome. */
export async function outcomeOf(api: Api, id: string): Promise<z.infer<typeof settled>> {
  for (;;) {
    const mail = settled.parse(await api.json(`/api/v1/mails/${id}`));
    if (mail.outcome !== "queued") return mail;
    await new Promise((wait) => setTimeout(wait, 20));
  }
}

/** Waits until a condition is true. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  seconds = patience / 1000,
): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`${what}: not so after ${seconds} s`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}
