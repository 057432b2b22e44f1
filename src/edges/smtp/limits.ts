import { networkOf } from "../../base/network.ts";

/** The limits of the SMTP edge, for one peer and for all together. */
export interface SmtpLimits {
  /** Longest message, announced as SIZE. */
  readonly messageBytes: number;
  /** Bytes of messages being received in all sessions together; beyond it mail is deferred with 451. */
  readonly memoryBytes: number;
  /** Longest command line with its CRLF (RFC 5321 section 4.5.3.1.4 asks for 512, extensions for more). */
  readonly commandBytes: number;
  readonly recipients: number;
  readonly sessions: number;
  /** From one IPv4 address or IPv6 /64; loopback is only limited by `sessions`. */
  readonly sessionsPerPeer: number;
  /** New sessions in a minute from one peer; loopback is unlimited. */
  readonly sessionsPerMinute: number;
  readonly mailsPerSession: number;
  /** Refused commands in a session. */
  readonly errorsPerSession: number;
  /** Commands between two mails that do not lead to a mail, such as NOOP and RSET. */
  readonly idleCommands: number;
  /** Milliseconds to wait for a whole command line. */
  readonly commandMs: number;
  /** The same while three quarters of all sessions are taken. */
  readonly busyCommandMs: number;
  /** Milliseconds without a byte within DATA. */
  readonly dataIdleMs: number;
  /** A message may take this long, and one second more for each `dataBytesPerSecond` bytes of it. */
  readonly dataMs: number;
  readonly dataBytesPerSecond: number;
  /** Milliseconds without a byte after which the end of a message with bare line ends is no longer awaited. */
  readonly brokenDataIdleMs: number;
  readonly handshakeMs: number;
}

/** Timeouts: RFC 5321 section 4.5.3.2. */
export const defaultLimits: SmtpLimits = {
  messageBytes: 50 * 1024 * 1024,
  memoryBytes: 128 * 1024 * 1024,
  commandBytes: 2048,
  recipients: 100,
  sessions: 1000,
  sessionsPerPeer: 50,
  sessionsPerMinute: 300,
  mailsPerSession: 1000,
  errorsPerSession: 20,
  idleCommands: 100,
  commandMs: 300_000,
  busyCommandMs: 10_000,
  dataIdleMs: 180_000,
  dataMs: 60_000,
  dataBytesPerSecond: 1000,
  brokenDataIdleMs: 5000,
  handshakeMs: 30_000,
};

interface Peer {
  sessions: number;
  /** sessions that may still be opened, as of `at` */
  tokens: number;
  at: number;
}

/** Counts sessions and their rate. */
export class Gate {
  readonly #limits: SmtpLimits;
  readonly #peers = new Map<string, Peer>();
  #sessions = 0;

  constructor(limits: SmtpLimits) {
    this.#limits = limits;
  }

  get sessions(): number {
    return this.#sessions;
  }
  /** The most peers remembered. */
  get peers(): number {
    return this.#peers.size;
  }
  /** Three quarters of all sessions are taken. */
  get crowded(): boolean {
    return this.#sessions * 4 >= this.#limits.sessions * 3;
  }

  /**
   * @param now monotonic milliseconds
   * @returns null: the session is counted until `leave`; otherwise why it is refused
   */
  enter(ip: string, now: number): "system.busy" | "rate.limited" | null {
    if (this.#sessions >= this.#limits.sessions) return "system.busy";
    if (!isLoopback(ip)) {
      const key = networkOf(ip);
      const peer = this.#peers.get(key) ?? { sessions: 0, tokens: this.#limits.sessionsPerMinute, at: now };
      this.#refill(peer, now);
      this.#peers.set(key, peer);
      if (peer.tokens < 1 || peer.sessions >= this.#limits.sessionsPerPeer) return "rate.limited";
      peer.tokens--;
      peer.sessions++;
    }
    this.#sessions++;
    return null;
  }

  leave(ip: string): void {
    this.#sessions--;
    const peer = this.#peers.get(networkOf(ip));
    if (peer !== undefined && !isLoopback(ip)) peer.sessions--;
  }

  /** Forgets peers that have nothing open and all their tokens back. */
  tidy(now: number): void {
    for (const [key, peer] of this.#peers) {
      this.#refill(peer, now);
      if (peer.sessions === 0 && peer.tokens >= this.#limits.sessionsPerMinute) this.#peers.delete(key);
    }
  }

  #refill(peer: Peer, now: number): void {
    const rate = this.#limits.sessionsPerMinute;
    peer.tokens = Math.min(rate, peer.tokens + ((now - peer.at) * rate) / 60_000);
    peer.at = now;
  }
}

function isLoopback(ip: string): boolean {
  // On a socket in the file system the peer has no address.
  return ip === "" || ip === "::1" || ip.startsWith("127.");
}
