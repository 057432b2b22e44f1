/** One query to one DNS server: by UDP, and again by TCP if the answer did not fit (RFC 1035 section 4.2, RFC 7766). */
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import {
  AUTHENTIC_DATA,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  RECURSION_DESIRED,
  type RecordType,
  streamEncode,
} from "dns-packet";
import { fault } from "../../base/fault.ts";
import { failure } from "../../text/index.ts";

export interface Server {
  readonly host: string;
  readonly port: number;
}

/** The maximum size of a datagram that crosses any network unfragmented. */
const DATAGRAM = 1232;
const LARGEST = 65_537;

/**
 * The server's answer to exactly this query.
 * @param milliseconds for each of the two protocols
 * @throws if there is none in time, or none that can be parsed
 */
export async function query(
  server: Server,
  name: string,
  type: RecordType,
  milliseconds: number,
): Promise<DecodedPacket> {
  const question: Packet & { readonly id: number } = {
    type: "query",
    id: randomInt(65_536),
    // AD in a query asks whether the answer is proven (RFC 6840 section 5.7).
    flags: RECURSION_DESIRED | AUTHENTIC_DATA,
    questions: [{ type, name, class: "IN" }],
    additionals: [
      {
        ...{ type: "OPT", name: ".", udpPayloadSize: DATAGRAM, options: [] },
        ...{ extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false },
      },
    ],
  };
  const fits = ({ id, type: kind, questions }: DecodedPacket): boolean => {
    const [asked, ...more] = questions ?? [];
    return (
      kind === "response" &&
      id === question.id &&
      more.length === 0 &&
      asked?.type === type &&
      asked.name.toLowerCase() === name.toLowerCase()
    );
  };
  const short = await byDatagram(server, encode(question), fits, milliseconds);
  if (!short.flag_tc) return short;
  return byStream(server, streamEncode(question), fits, milliseconds);
}

function byDatagram(
  { host, port }: Server,
  question: Uint8Array,
  fits: (answer: DecodedPacket) => boolean,
  milliseconds: number,
): Promise<DecodedPacket> {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  return new Promise<DecodedPacket>((resolve, reject) => {
    const timer = setTimeout(() => reject(failure(fault("dns.late", { params: { host } }))), milliseconds);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.on("message", (bytes) => {
      const answer = read(bytes);
      // Anything that does not answer this query may come from anyone: the right answer may still arrive.
      if (answer && fits(answer)) resolve(answer);
    });
    // Connected, so that only the server's own datagrams arrive, and a closed port is reported.
    socket.connect(port, host, () => socket.send(question));
  }).finally(() => socket.close());
}

function byStream(
  { host, port }: Server,
  question: Uint8Array,
  fits: (answer: DecodedPacket) => boolean,
  milliseconds: number,
): Promise<DecodedPacket> {
  const socket = connect({ host, port });
  return new Promise<DecodedPacket>((resolve, reject) => {
    const timer = setTimeout(() => reject(failure(fault("dns.late", { params: { host } }))), milliseconds);
    socket.once("close", () => {
      clearTimeout(timer);
      reject(failure(fault("dns.closed", { params: { host } })));
    });
    socket.once("error", reject);
    socket.once("connect", () => socket.write(question));
    const chunks: Buffer[] = [];
    let size = 0;
    // Of the answer, with its own two bytes; not known before these have arrived.
    let whole: number | null = null;
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST) return reject(failure(fault("dns.endless", { params: { host } })));
      if (size < 2) return;
      whole ??= 2 + Buffer.concat(chunks).readUInt16BE(0);
      if (size < whole) return;
      const answer = read(Buffer.concat(chunks).subarray(2));
      if (answer && fits(answer)) resolve(answer);
      else reject(failure(fault("dns.unreadable", { params: { host } })));
    });
  }).finally(() => socket.destroy());
}

/** The most pointers (RFC 1035 section 4.1.4) that lead to one another; none has to lead to another one. */
const MOST_POINTERS = 16;

/** Null if it is not a DNS message, or would take long to decode. */
function read(bytes: Buffer): DecodedPacket | null {
  if (longestChain(bytes) > MOST_POINTERS) return null;
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}

/**
 * How many pointers lead to one another at most, wherever a pointer could be. Thousands of names that each begin at the end
 * of a chain of thousands would take their product of steps.
 */
function longestChain(bytes: Buffer): number {
  const chains = new Uint16Array(bytes.length);
  let longest = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    const first = bytes[at] ?? 0;
    if (first < 0xc0) continue;
    const to = ((first & 0x3f) << 8) | (bytes[at + 1] ?? 0);
    const chain = 1 + (to < at ? (chains[to] ?? 0) : 0);
    chains[at] = chain;
    longest = Math.max(longest, chain);
  }
  return longest;
}
