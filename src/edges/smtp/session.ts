/** One SMTP session: which commands are allowed when, and the replies (RFC 5321 sections 3 and 4). */

import { type Fault, fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { type Result, refuse } from "../../base/result.ts";
import type { Reception } from "../../engine/intake/receive.ts";
import { readPathCommand } from "./address.ts";
import { type Budget, DataReader } from "./data.ts";
import type { Gate, SmtpLimits } from "./limits.ts";
import { closingReply, refusal, refusalOf, replies } from "./replies.ts";
import { type Conversation, isInherited, type Wire } from "./wire.ts";

/** What all sessions of a server share. */
export interface SmtpServerContext {
  hostname: string;
  /** "lmtp": a mail server at this site delivers mail, and gets a reply for each recipient (RFC 2033). */
  readonly protocol: "smtp" | "lmtp";
  reception: Reception;
  readonly log: Log;
  limits: SmtpLimits;
  readonly budget: Budget;
  readonly gate: Gate;
  /** Sets the current certificate; false if there is none. Null: STARTTLS is not offered. */
  readonly prepareTls: (() => boolean) | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly counts: { accepted: number; refused: number; turnedAway: number };
  /** All that are not closed yet. */
  readonly sessions: Set<Session>;
  stopping: boolean;
}

interface Transaction {
  readonly from: string;
  /** as declared, 0 if not */
  readonly size: number;
  readonly international: boolean;
  readonly to: string[];
  readonly known: Set<string>;
  /** RCPTs answered with 250, including repeated ones: the number of replies in LMTP. */
  accepted: number;
  mailbox: string;
}

/** Commands that do not lead to a mail. */
const idleVerbs: ReadonlySet<string> = new Set([
  "EHLO",
  "HELO",
  "LHLO",
  "NOOP",
  "RSET",
  "VRFY",
  "HELP",
  "STARTTLS",
]);

const hellos: ReadonlySet<string> = new Set(["EHLO", "HELO", "LHLO"]);

/** A HELO or EHLO with a name of one word: printers and scanners say none, or one with spaces. */
function withName(line: string): string {
  const [verb = "", ...words] = line.trim().split(/\s+/);
  return `${verb} ${words.join("_").slice(0, LONGEST_HELLO) || "unknown"}`;
}

/** Characters of a peer's name that are kept. */
const LONGEST_HELLO = 255;

export class Session implements Conversation {
  readonly #wire: Wire;
  readonly #context: SmtpServerContext;
  readonly #ip: string;
  #entered = false;
  #transaction: Transaction | null = null;
  #reader: DataReader | null = null;
  /** the engine is processing our message */
  #receiving = false;
  #mails = 0;
  #errors = 0;
  #idle = 0;
  /** since when the current command or message is awaited */
  #since: number;
  #lastByte = 0;

  constructor(wire: Wire, context: SmtpServerContext) {
    this.#wire = wire;
    this.#context = context;
    this.#ip = wire.remoteAddress;
    this.#since = context.clock();
  }

  begin(): void {
    const { gate, hostname, protocol, counts, sessions, stopping } = this.#context;
    sessions.add(this);
    const why = stopping ? "system.stopping" : gate.enter(this.#ip, this.#since);
    this.#entered = why === null;
    if (why !== null) {
      counts.turnedAway++;
      this.#wire.dismiss(closingReply(why));
    } else this.#wire.reply(`220 ${hostname} ${protocol === "lmtp" ? "LMTP" : "ESMTP"}`);
  }

  command(verb: string, line: string, next: () => void): void {
    this.#since = this.#context.clock();
    if (this.#context.stopping && this.#transaction === null) this.#dismiss(closingReply("system.stopping"));
    else if (idleVerbs.has(verb) && ++this.#idle > this.#context.limits.idleCommands)
      this.#dismiss(closingReply("rate.limited"));
    else if (this.#context.protocol === "lmtp" && hellos.has(verb)) this.#lmtpHello(verb, line, next);
    else if (isInherited(verb) && this.#mayInherit(verb, line))
      this.#wire.inherited(verb, hellos.has(verb) ? withName(line) : line, next);
    else this.#answer(this.#reply(verb, line), next);
  }

  /** LHLO is EHLO under another name, and the other hellos are unknown (RFC 2033 section 4.1). */
  #lmtpHello(verb: string, line: string, next: () => void): void {
    if (verb === "LHLO") this.#wire.inherited("EHLO", withName(`EHLO${line.slice(4)}`), next);
    else this.#answer(replies.lmtpHello, next);
  }

  tooLong(): void {
    this.#dismiss(replies.tooLong);
  }

  reset(): void {
    this.#since = this.#context.clock();
    this.#transaction = null;
  }

  failed(error: unknown): void {
    this.#context.log.error("smtp: bug in a session", { ...this.#facts(), cause: error });
    this.#reader?.release();
    this.#reader = null;
    this.#wire.dismiss(closingReply("internal.bug"));
  }

  broken(error: Error): void {
    this.#context.log.info("smtp: connection lost", { ...this.#facts(), cause: error.message });
  }

  closed(): void {
    this.#context.sessions.delete(this);
    if (this.#entered) this.#context.gate.leave(this.#ip);
    this.#entered = false;
    // while the engine processes the message, its bytes stay counted
    if (!this.#receiving) this.#reader?.release();
    this.#transaction = null;
  }

  /** Closes the session if the peer took too long to send. */
  checkDeadline(): void {
    if (this.#wire.closing || this.#receiving) return;
    const { limits, gate } = this.#context;
    const now = this.#context.clock();
    const waited = now - this.#since;
    const reader = this.#reader;
    if (this.#wire.handshaking) {
      // nothing can be sent during a handshake
      if (waited > limits.handshakeMs) this.#wire.destroy();
    } else if (reader === null) {
      if (waited > (gate.crowded ? limits.busyCommandMs : limits.commandMs)) this.#dismiss(replies.timeout);
    } else if (reader.refused === "mail.bare-newline" && now - this.#lastByte > limits.brokenDataIdleMs) {
      this.#dismiss(refusalOf("mail.bare-newline"));
    } else if (
      now - this.#lastByte > limits.dataIdleMs ||
      waited > limits.dataMs + (reader.received / limits.dataBytesPerSecond) * 1000
    ) {
      this.#dismiss(replies.timeout);
    }
  }

  /** The server is stopping: says so now, or after the mail in progress. */
  stop(): void {
    if (this.#transaction === null) this.#wire.dismiss(closingReply("system.stopping"));
  }

  /** The server does not wait any longer. */
  cut(): void {
    this.#wire.dismiss(closingReply("system.stopping"));
  }

  destroyIfClosing(): void {
    if (this.#wire.closing) this.#wire.destroy();
  }

  #reply(verb: string, line: string): string {
    switch (verb) {
      case "MAIL":
        return this.#mail(line);
      case "RCPT":
        return this.#rcpt(line);
      case "DATA":
        return this.#data(line);
      case "RSET":
        this.#transaction = null;
        return replies.flushed;
      case "VRFY":
        return replies.verify;
      case "EXPN":
        return replies.noExpansion;
      case "HELP":
        return replies.help;
      case "STARTTLS":
        if (this.#context.prepareTls === null) return replies.unknown;
        return bare(line, verb) ? replies.noTls : replies.noArgument;
    }
    // web pages can make browsers talk to us, and TLS without STARTTLS begins with byte 22
    const foreign = /^[A-Z]+ \S+ HTTP\/\d/i.test(line) || verb.startsWith("\x16\x03");
    return foreign ? replies.notMail : replies.unknown;
  }

  #mail(line: string): string {
    const { limits } = this.#context;
    if (this.#wire.helo === "") return replies.helloFirst;
    if (this.#transaction !== null) return replies.nested;
    if (this.#mails >= limits.mailsPerSession) return closingReply("rate.limited");
    const read = readPathCommand(line, "FROM");
    if (read === "prefix") return replies.syntaxMail;
    if (read === null) return this.#refusal(fault("sender.syntax"));
    let size = 0;
    let international = false;
    for (const [keyword, value] of read.parameters) {
      if (keyword === "SIZE") {
        if (!/^\d{1,20}$/.test(value)) return replies.parameterValue;
        size = Number(value);
      } else if (keyword === "BODY") {
        if (!/^(?:7BIT|8BITMIME)$/i.test(value)) return replies.parameterValue;
      } else if (keyword === "SMTPUTF8") {
        if (value !== "") return replies.parameterValue;
        international = true;
      } else return replies.parameter;
    }
    if (read.path.international && !international) return this.#refusal(fault("sender.syntax"));
    if (size > limits.messageBytes) return this.#refusal(fault("mail.too-large"));
    const admitted = this.#ask(() => this.#context.reception.admit(size));
    if (!admitted.ok) return this.#refusal(admitted.error);
    const { address } = read.path;
    // Of a device without a domain, as Postfix does by default (append_at_myorigin).
    const from = address === "" || address.includes("@") ? address : `${address}@${this.#context.hostname}`;
    this.#transaction = { from, size, international, to: [], known: new Set(), accepted: 0, mailbox: "" };
    return replies.sender;
  }

  #rcpt(line: string): string {
    const transaction = this.#transaction;
    if (transaction === null) return replies.mailFirst;
    const read = readPathCommand(line, "TO");
    if (read === "prefix") return replies.syntaxRcpt;
    if (read === null || read.path.address === "") return this.#refusal(fault("address.syntax"));
    if (read.parameters.size > 0) return replies.parameter;
    const { address, literal, international } = read.path;
    if (international && !transaction.international) return this.#refusal(fault("address.syntax"));
    if (literal) return this.#refusal(fault("recipient.literal"), address);
    const key = address.toLowerCase();
    if (transaction.known.has(key)) {
      transaction.accepted++;
      return replies.recipient;
    }
    if (transaction.to.length >= this.#context.limits.recipients)
      return this.#refusal(fault("recipient.too-many"), address);
    const mailbox = this.#ask(() => this.#context.reception.recipient(address));
    if (!mailbox.ok) return this.#refusal(mailbox.error, address);
    if (transaction.to.length === 0) transaction.mailbox = mailbox.value;
    transaction.to.push(address);
    transaction.known.add(key);
    transaction.accepted++;
    return replies.recipient;
  }

  #data(line: string): string {
    const transaction = this.#transaction;
    if (!bare(line, "DATA")) return replies.noArgument;
    if (transaction === null) return replies.mailFirst;
    if (transaction.to.length === 0) return replies.rcptFirst;
    const { limits, budget, reception } = this.#context;
    const admitted = this.#ask(() => reception.admit(transaction.size));
    if (!admitted.ok) return this.#refusal(admitted.error);
    if (budget.held + transaction.size > limits.memoryBytes) return this.#refusal(fault("system.busy"));
    const reader = new DataReader(limits.messageBytes, budget);
    this.#reader = reader;
    this.#lastByte = this.#since;
    this.#wire.expectData(
      (chunk) => {
        this.#lastByte = this.#context.clock();
        const end = reader.feed(chunk);
        // reading without keeping also has a limit
        if (end < 0 && reader.refused !== null && reader.received > 2 * limits.messageBytes + 2 ** 20)
          this.#dismiss(refusalOf(reader.refused));
        return end;
      },
      (resume) => this.#finish(transaction, reader, resume),
    );
    return replies.go;
  }

  #finish(transaction: Transaction, reader: DataReader, resume: () => void): void {
    this.#receiving = true;
    this.#receive(transaction, reader)
      .then((reply) => {
        this.#receiving = false;
        this.#reader = null;
        reader.release();
        this.#transaction = null;
        this.#mails++;
        this.#idle = 0;
        this.#since = this.#context.clock();
        this.#answer(this.#forEach(transaction, reply), () => {
          if (this.#context.stopping) this.stop();
          resume();
        });
      })
      .catch((error) => {
        this.#receiving = false;
        this.failed(error);
      });
  }

  async #receive(transaction: Transaction, reader: DataReader): Promise<string> {
    const { reception, log, counts } = this.#context;
    if (reader.refused !== null) return this.#refusal(fault(reader.refused));
    const { from, to, mailbox } = transaction;
    const raw = await reader.message();
    // The server that delivers by LMTP is not the sender, of whom nothing is known here.
    const peer =
      this.#context.protocol === "lmtp"
        ? { ip: "", helo: "", tls: false }
        : { ip: this.#ip, helo: this.#wire.helo, tls: this.#wire.secure };
    const result = await reception.receive({ envelope: { from, to }, mailbox, raw, peer });
    if (!result.ok) return this.#refusal(result.error);
    counts.accepted++;
    this.#errors = 0;
    if (this.#wire.closing)
      log.warn("smtp: client disconnected before it got the reply that its mail was accepted", {
        ...this.#facts(),
        mail: result.value,
      });
    return `250 2.6.0 Queued as ${result.value}`;
  }

  /** LMTP replies for each accepted recipient, in order (RFC 2033 section 4.2). */
  #forEach({ accepted }: Transaction, reply: string): string {
    return this.#context.protocol === "smtp"
      ? reply
      : Array.from({ length: accepted }, () => reply).join("\r\n");
  }

  #answer(reply: string, next: () => void): void {
    if (reply.startsWith("5") || reply.startsWith("4")) this.#errors++;
    if (reply.startsWith("421") || reply === replies.notMail) this.#dismiss(reply);
    else if (this.#errors > this.#context.limits.errorsPerSession) this.#dismiss(replies.errors);
    else {
      this.#wire.reply(reply);
      next();
    }
  }

  /** STARTTLS needs a certificate first, unless TLS is already active: then smtp-server refuses it. */
  #mayInherit(verb: string, line: string): boolean {
    const { prepareTls } = this.#context;
    if (verb !== "STARTTLS") return true;
    return prepareTls !== null && bare(line, verb) && (this.#wire.secure || prepareTls());
  }

  #dismiss(reply: string): void {
    this.#context.log.info("smtp: session closed by the server", { ...this.#facts(), reply });
    this.#wire.dismiss(reply);
  }

  /** Asks the engine something that it answers immediately. */
  #ask<T>(question: () => Result<T, Fault>): Result<T, Fault> {
    try {
      return question();
    } catch (cause) {
      return refuse(fault("internal.bug", { cause }));
    }
  }

  #refusal(error: Fault, recipient?: string): string {
    const { log, counts } = this.#context;
    const reply = refusal(error);
    const from = this.#transaction?.from;
    const facts = {
      ...this.#facts(),
      from,
      to: recipient ?? this.#transaction?.to,
      reply,
      cause: error.cause,
    };
    counts.refused++;
    if (error.code === "internal.bug") log.error("smtp: refused because of a bug", facts);
    else log.info("smtp: refused", facts);
    return reply;
  }

  #facts() {
    return { ip: this.#ip, helo: this.#wire.helo };
  }
}

/** The command without any argument. */
function bare(line: string, verb: string): boolean {
  return line.trimEnd().length === verb.length;
}
