import { fault } from "../../base/fault.ts";
import { oneLine } from "../../base/text.ts";
import type { SpamVerdict } from "../../domain/mail/index.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";
import { failure } from "../../text/index.ts";
import { exchange, type Limits } from "./exchange.ts";
import { symbolsOf } from "./symbols.ts";

/** SpamAssassin is slow with large mails, which are hardly ever spam: like its own client, we skip these. */
const LARGEST = 512_000;

/**
 * Has SpamAssassin's daemon check a mail (its protocol 1.5, command SYMBOLS). Null for one that is too large.
 * @throws Error if it cannot be reached or sends an invalid response
 */
export async function askSpamd(place: Place, raw: Uint8Array, limits: Limits): Promise<SpamVerdict | null> {
  if (raw.length > LARGEST) return null;
  const head = `SYMBOLS SPAMC/1.5\r\nContent-length: ${raw.length}\r\n\r\n`;
  const answer = (await exchange(place, [Buffer.from(head), raw], limits)).toString("utf8");
  const [header = "", body = ""] = answer.split(/\r\n\r\n(.*)/s);
  const [, code = ""] = /^SPAMD\/[\d.]+ (\d+) /.exec(header) ?? [];
  const [, word, score, required] =
    // linear: tried once a line, and no two neighbouring repetitions share a character
    /^Spam: *(True|False|Yes|No) *; *(-?[\d.]+) *\/ *(-?[\d.]+)/im.exec(header) ?? [];
  if (code !== "0" || word === undefined)
    throw failure(fault("server.answered", { params: { said: oneLine(header) } }));
  const points = Number(score);
  return {
    by: "spamassassin",
    spam: /^(?:true|yes)$/i.test(word),
    score: points,
    threshold: Number(required),
    symbols: symbolsOf(body.split(",")),
  };
}

/** Asks whether it works (its command PING). @throws Error if it does not */
export async function pingSpamd(place: Place, limits: Limits): Promise<void> {
  const answer = (await exchange(place, [Buffer.from("PING SPAMC/1.5\r\n\r\n")], limits)).toString("utf8");
  if (!/^SPAMD\/[\d.]+ 0 PONG/.test(answer))
    throw failure(fault("server.answered", { params: { said: oneLine(answer) } }));
}
