/**
 * The one file that knows the internals of smtp-server. It provides connections, command lines, the replies to EHLO,
 * HELO, NOOP and QUIT, STARTTLS and the closing of sockets. These are overridden, since its hooks are not enough:
 *
 * - replies: it writes each to the socket separately, which is most of its work under load; here all replies to
 *   pipelined commands are sent together (RFC 2920 section 3.2)
 * - the greeting: it is delayed by 100 ms to catch early talkers; here it is sent immediately
 * - DATA: its stream only reports an oversized message, and treats a dot after a bare LF as an escape; here the bytes
 *   go to our own reader
 * - MAIL, RCPT and the other commands: its address syntax has no quoted strings, its texts are fixed
 * - timeouts: any byte prolongs them; here the session has deadlines
 *
 * The package's version is pinned, and wire.test.ts fails if a new one breaks what is relied on here.
 */
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { SMTPConnection, type SMTPConnectionOptions } from "smtp-server/lib/smtp-connection.js";
import { SMTPStream } from "smtp-server/lib/smtp-stream.js";

/** How a session handles what its peer sends. */
export interface Conversation {
  /** The peer has connected and waits for a greeting. */
  begin(): void;
  /**
   * One command line, without its CRLF, one character per byte. Calls `next` once, after its reply.
   * @param verb first word in upper case
   */
  command(verb: string, line: string, next: () => void): void;
  /** The line was longer than a command may be. */
  tooLong(): void;
  /** TLS has begun: nothing said before counts any more. */
  reset(): void;
  /** Something failed in the program: not the peer's fault. */
  failed(error: unknown): void;
  /** The socket reported an error. */
  broken(error: Error): void;
  closed(): void;
}

const inherited = ["EHLO", "HELO", "NOOP", "QUIT", "STARTTLS"] as const;
type Inherited = (typeof inherited)[number];

/** Whether smtp-server answers that command correctly. */
export function isInherited(verb: string): verb is Inherited {
  return inherited.some((known) => known === verb);
}

/** Takes chunks of a message; returns how many bytes belong to it once its end has come, else -1. */
export type TakeData = (chunk: Buffer) => number;

export class WireServer extends SMTPServer {
  readonly #converse: (wire: Wire) => Conversation;

  constructor(options: SMTPServerOptions, converse: (wire: Wire) => Conversation) {
    super({
      ...options,
      authOptional: true,
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      heloResponse: "%s",
      logger: false,
    });
    this.#converse = converse;
  }

  override connect(socket: Socket, options?: SMTPConnectionOptions | null): void {
    // gone between being accepted and now: there will be no further event
    if (socket.destroyed) return;
    const wire = new Wire(this, socket, options);
    wire.conversation = this.#converse(wire);
    this.connections.add(wire);
    wire.init();
  }

  /** Closes connections to a listener with implicit TLS that have no session yet. */
  dropHandshakes(): void {
    for (const socket of this._pendingSockets.values()) socket.destroy();
  }

  /** The certificate for the next TLS handshake. */
  set certificate(context: SecureContext) {
    this.secureContext.set("*", context);
  }
}

export class Wire extends SMTPConnection {
  conversation: Conversation | undefined;
  #replies = "";
  #takeData: TakeData | undefined;
  #dataEnded: ((resume: () => void) => void) | undefined;

  constructor(server: WireServer, socket: Socket, options?: SMTPConnectionOptions | null) {
    super(server, socket, options);
    this.on("error", (error: Error) => this.conversation?.broken(error));
  }

  /** The peer's HELO name, "" before EHLO or HELO. */
  get helo(): string {
    return this.hostNameAppearsAs === false ? "" : this.hostNameAppearsAs;
  }
  get handshaking(): boolean {
    return this._upgrading;
  }
  get closing(): boolean {
    return this._closing || this._closed;
  }

  /** Sends a reply, in one write with others of this turn of the event loop. */
  reply(line: string): void {
    if (this.#replies === "") process.nextTick(() => this.#flush());
    this.#replies += `${line}\r\n`;
  }

  /** Sends a reply and closes; nothing the peer sent after it is read. */
  dismiss(line: string): void {
    this.reply(line);
    this.close();
  }

  destroy(): void {
    this._socket.destroy();
  }

  /** Leaves a command to smtp-server. */
  inherited(verb: Inherited, line: string, next: () => void): void {
    if (verb === "EHLO" || verb === "HELO") this.openingCommand = verb;
    this[`handler_${verb}`](Buffer.from(line, "latin1"), next);
  }

  /**
   * What follows is a message.
   * @param ended is called after its last byte; `resume` continues with the commands that follow
   */
  expectData(take: TakeData, ended: (resume: () => void) => void): void {
    if (!this._parser) return;
    this.#takeData = take;
    this.#dataEnded = ended;
    this._parser._dataMode = true;
  }

  override init(): void {
    this._setListeners(() => {
      this._setClientHostname("");
      this._resetSession();
      this._ready = true;
      this.conversation?.begin();
    });
  }

  /** smtp-server's own replies. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const enhanced = this._getEnhancedStatusCode(code, context);
    const lines = Array.isArray(data) ? data : [data ?? ""];
    lines.forEach((text, i) => {
      const sign = i < lines.length - 1 ? "-" : " ";
      this.reply(`${code}${sign}${enhanced === "" ? "" : `${enhanced} `}${text}`);
    });
    if (code === 421) this.close();
  }

  override close(): void {
    this.#flush();
    super.close();
  }

  override upgrade(...callbacks: Parameters<SMTPConnection["upgrade"]>): void {
    // the reply to STARTTLS must be sent before the handshake takes the socket
    this.#flush();
    super.upgrade(...callbacks);
  }

  override _createParser(): SMTPStream {
    const parser = new WireParser({ maxCommandLength: this._server.options.maxCommandLength });
    parser.oncommand = (line, next) => this._onCommand(line, next);
    parser.ondata = (chunk, resume) => this.#onData(chunk, resume);
    parser.on("error", () => this.conversation?.tooLong());
    return parser;
  }

  override _onCommand(bytes: Buffer, callback: () => void = () => {}): void {
    // clear text after STARTTLS is dropped unanswered (RFC 3207 section 4.2)
    if (this._upgrading || this._closing) {
      callback();
      return;
    }
    const line = bytes.toString("latin1");
    const space = line.indexOf(" ");
    const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase();
    try {
      this.conversation?.command(verb, line, () => this._whenWritable(callback));
    } catch (error) {
      this.conversation?.failed(error);
    }
  }

  override _resetSession(): void {
    super._resetSession();
    this.conversation?.reset();
  }

  /** The session has its own deadlines: see its `checkDeadline`. */
  override _armTimeout(): void {}

  override _onClose(): void {
    const first = !this._closed;
    super._onClose();
    if (first) this.conversation?.closed();
  }

  #onData(chunk: Buffer, resume: (rest: Buffer) => void): void {
    try {
      const length = this.#takeData?.(chunk) ?? -1;
      if (length < 0) resume(chunk.subarray(chunk.length));
      else {
        if (this._parser) this._parser._dataMode = false;
        this.#dataEnded?.(() => resume(chunk.subarray(length)));
      }
    } catch (error) {
      this.conversation?.failed(error);
    }
  }

  #flush(): void {
    const text = this.#replies;
    this.#replies = "";
    const socket = this._socket;
    // during a handshake only TLS may use the socket
    const open = !this._upgrading && !socket.destroyed && socket.readyState === "open";
    if (text !== "" && open) socket.write(text, "latin1");
  }
}

class WireParser extends SMTPStream {
  ondata: ((chunk: Buffer, resume: (rest: Buffer) => void) => void) | undefined;

  #fresh = true;

  /** A peer that begins with TLS waits for our part of the handshake, and may never send the end of a line. */
  override _write(
    chunk: Buffer,
    encoding: BufferEncoding | "buffer",
    next: (error?: Error | null) => void,
  ): void {
    const tls = this.#fresh && chunk[0] === 0x16 && chunk[1] === 0x03;
    this.#fresh = false;
    if (tls && !this.isClosed) this.oncommand(chunk, next);
    else super._write(chunk, encoding, next);
  }

  override _feedDataStream(chunk: Buffer, done: (error?: Error | null) => void): void {
    this.ondata?.(chunk, (rest) => this._write(rest, "buffer", done));
  }

  /** A line without an end is not a command. */
  override _flushData(): void {}
}
