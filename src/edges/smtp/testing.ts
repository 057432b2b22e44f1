/** For the tests in this folder: an engine in memory and a scripted peer. */

import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { fault } from "../../base/fault.ts";
import { mailId } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, refuse } from "../../base/result.ts";
import type { Incoming, Reception } from "../../engine/intake/receive.ts";
import { createSmtpServer, type SmtpOptions, type SmtpServer } from "./server.ts";

export interface FakeEngine {
  readonly reception: Reception;
  readonly log: Log;
  readonly mails: Incoming[];
  readonly logged: { level: "info" | "warn" | "error"; what: string; facts: Record<string, unknown> }[];
}

/** Knows the mailboxes help@ and sales@example.org; gives ids "mail-1", "mail-2" and so on. */
export function fakeEngine(overrides: Partial<Reception> = {}): FakeEngine {
  const mails: Incoming[] = [];
  const logged: FakeEngine["logged"] = [];
  const note =
    (level: "info" | "warn" | "error") =>
    (what: string, facts: Record<string, unknown> = {}) => {
      logged.push({ level, what, facts });
    };
  return {
    mails,
    logged,
    log: { info: note("info"), warn: note("warn"), error: note("error") },
    reception: {
      recipient(address) {
        const lower = address.toLowerCase();
        if (/^(help|sales|büro|"help desk")@example\.org$/.test(lower)) return ok(lower);
        return refuse(fault(lower.endsWith("@example.org") ? "recipient.unknown" : "recipient.relay"));
      },
      admit: () => ok(undefined),
      receive(mail) {
        mails.push(mail);
        return Promise.resolve(ok(mailId(`mail-${mails.length}`)));
      },
      ...overrides,
    },
  };
}

/** Starts a server on a free port of loopback. */
export async function startServer(engine: FakeEngine, more: Partial<SmtpOptions> = {}) {
  const { reception, log } = engine;
  const server = createSmtpServer({ hostname: "mx.example.org", reception, log, ...more });
  const port = await server.listen("127.0.0.1", 0);
  return { server, port };
}

/** A peer on the other end of a real connection. */
export class Peer {
  /** Everything received and not yet read. */
  text = "";
  closed = false;
  #socket: Socket;
  #changed: () => void = () => {};

  constructor(port: number, host = "127.0.0.1") {
    this.#socket = connect({ port, host, noDelay: true });
    this.#listen(this.#socket);
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes);
  }

  /** Sends and resolves once the bytes have been sent, so that two calls make two packets. */
  sendNow(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.write(bytes, () => setImmediate(resolve)));
  }

  /** The next reply with all its lines, without line ends; "" if the connection is closed instead. */
  async reply(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const end = this.text.indexOf("\r\n");
      if (end >= 0) {
        const line = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        lines.push(line);
        if (line.charAt(3) !== "-") return lines;
      } else if (this.closed) return lines;
      else await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  /** The last line of the next reply. */
  async line(): Promise<string> {
    return (await this.reply()).at(-1) ?? "";
  }

  async ask(command: string): Promise<string> {
    this.send(`${command}\r\n`);
    return this.line();
  }

  /** Resolves when the server has closed the connection. */
  async gone(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  /** Greeting and EHLO. */
  async hello(): Promise<this> {
    await this.reply();
    await this.ask("EHLO client.example");
    return this;
  }

  /** MAIL, RCPT and DATA up to the 354. */
  async begin(to = "help@example.org"): Promise<string> {
    this.send(`MAIL FROM:<a@example.net>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
    await this.line();
    await this.line();
    return this.line();
  }

  /** Switches to TLS once the server has said 220. */
  startTls(): Promise<import("node:tls").TLSSocket> {
    this.#socket.removeAllListeners("data");
    return new Promise((resolve, reject) => {
      const secure = connectTls({ socket: this.#socket, rejectUnauthorized: false }, () => resolve(secure));
      secure.once("error", reject);
      this.#socket = secure;
      this.#listen(secure);
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  /** Ends our side only. */
  finish(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on("data", (chunk: Buffer) => {
      this.text += chunk.toString("latin1");
      this.#changed();
    });
    // a reset by the server also counts as closed
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
      this.#changed();
    });
  }
}

/** Waits for something that happens on the other side. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Servers and the peers that call them, for one test file; `close` ends them all after each test. */
export function smtpRig() {
  const peers: Peer[] = [];
  const servers: SmtpServer[] = [];
  return {
    async start(engine: FakeEngine, more: Partial<SmtpOptions> = {}) {
      const { server, port } = await startServer(engine, more);
      servers.push(server);
      const call = () => {
        const peer = new Peer(port);
        peers.push(peer);
        return peer;
      };
      return { server, port, call, hello: () => call().hello() };
    },
    async close() {
      for (const peer of peers.splice(0)) peer.destroy();
      await Promise.all(servers.splice(0).map((server) => server.close(0)));
    },
  };
}
