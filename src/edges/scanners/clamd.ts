import { fault } from "../../base/fault.ts";
import { oneLine } from "../../base/text.ts";
import type { VirusVerdict } from "../../domain/mail/index.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";
import { failure } from "../../text/index.ts";
import { ConnectionClosed, exchange, type Limits } from "./exchange.ts";

/** Bytes of each piece of the stream. */
const PIECE = 64 * 1024;

/**
 * Has ClamAV's daemon scan a mail (its command INSTREAM). Null for one that is larger than the daemon accepts.
 * @throws Error if it cannot be reached or sends an invalid response
 */
export async function askClamd(place: Place, raw: Uint8Array, limits: Limits): Promise<VirusVerdict | null> {
  const pieces: Uint8Array[] = [Buffer.from("zINSTREAM\0")];
  for (let at = 0; at < raw.length; at += PIECE) {
    const piece = raw.subarray(at, at + PIECE);
    pieces.push(size(piece.length), piece);
  }
  pieces.push(size(0));
  const answer = await ask(place, pieces, limits);
  if (answer === null) return null;
  const [, virus] = /^stream: (.{1,300}) FOUND$/.exec(answer) ?? [];
  if (virus !== undefined) return { by: "clamav", virus };
  if (answer === "stream: OK") return { by: "clamav", virus: null };
  if (answer.startsWith("INSTREAM size limit exceeded")) return null;
  throw failure(fault("server.answered", { params: { said: oneLine(answer) } }));
}

/** Asks whether it works (its command PING). @throws Error if it does not */
export async function pingClamd(place: Place, limits: Limits): Promise<void> {
  const pong = textOf(await exchange(place, [Buffer.from("zPING\0")], limits));
  if (pong !== "PONG") throw failure(fault("server.answered", { params: { said: oneLine(pong) } }));
}

/** Its response; null if it closed the connection before it had the whole mail because that is too large. */
async function ask(place: Place, pieces: readonly Uint8Array[], limits: Limits): Promise<string | null> {
  try {
    return textOf(await exchange(place, pieces, limits));
  } catch (cause) {
    if (!(cause instanceof ConnectionClosed)) throw cause;
    await pingClamd(place, limits);
    return null;
  }
}

const textOf = (answer: Buffer): string => answer.toString("utf8").replaceAll("\0", "").trim();

function size(bytes: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(bytes);
  return buffer;
}
