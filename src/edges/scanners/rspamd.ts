import { request } from "node:http";
import * as z from "zod";
import { fault } from "../../base/fault.ts";
import { oneLine } from "../../base/text.ts";
import type { SpamVerdict } from "../../domain/mail/index.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";
import type { Origin } from "../../engine/intake/check.ts";
import { failure } from "../../text/index.ts";
import type { Limits } from "./exchange.ts";
import { symbolsOf } from "./symbols.ts";

const LONGEST_ANSWER = 1024 * 1024;

const Answer = z.object({
  is_skipped: z.boolean().optional(),
  score: z.number(),
  required_score: z.number(),
  action: z.string(),
  symbols: z.record(z.string(), z.unknown()).optional(),
});

/** The action that rspamd recommends for spam. */
const advice = ["reject", "add header", "rewrite subject", "quarantine"];

/**
 * Has rspamd scan a mail (POST /checkv2). Null if its own settings skip the mail.
 * @throws Error if it cannot be reached or sends an invalid response
 */
export async function askRspamd(
  place: Place,
  raw: Uint8Array,
  origin: Origin,
  limits: Limits,
): Promise<SpamVerdict | null> {
  const about: Request = { method: "POST", path: "/checkv2", headers: headers(origin) };
  const text = await send(place, about, raw, limits);
  const parsed = Answer.safeParse(jsonOf(text));
  if (!parsed.success) throw failure(fault("server.unreadable"), { cause: parsed.error });
  const answer = parsed.data;
  const { score, action, required_score: required } = answer;
  const advised = advice.includes(action);
  if (answer.is_skipped && !advised) return null;
  return {
    by: "rspamd",
    spam: advised,
    score,
    // It reports the threshold of "reject"; its other actions have lower scores.
    threshold: advised ? Math.min(score, required) : required,
    symbols: symbolsOf(Object.keys(answer.symbols ?? {})),
  };
}

/** Asks whether it works (GET /ping). @throws Error if it does not */
export async function pingRspamd(place: Place, limits: Limits): Promise<void> {
  await send(place, { method: "GET", path: "/ping", headers: {} }, null, limits);
}

/** Null if it is not JSON, which has no shape that is expected. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Facts about where the mail came from; values that are not valid in a header are left out. */
function headers({ ip, helo, envelope }: Origin): Record<string, string | string[]> {
  const fits = (text: string) => /^[\x21-\x7e]{1,500}$/.test(text);
  return {
    IP: ip,
    ...(fits(helo) ? { Helo: helo } : {}),
    ...(fits(envelope.from) ? { From: envelope.from } : {}),
    Rcpt: envelope.to.filter(fits).slice(0, 50),
  };
}

interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
}

function send(
  { at }: Place,
  { method, path, headers }: Request,
  body: Uint8Array | null,
  { time, signal }: Limits,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const where = "path" in at ? { socketPath: at.path } : at;
    const asked = request({
      ...where,
      ...{ method, path, agent: false },
      headers: body === null ? headers : { ...headers, "Content-Length": body.length },
      signal: AbortSignal.any([signal, AbortSignal.timeout(time)]),
    });
    asked.on("response", (response) => {
      const answer: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > LONGEST_ANSWER) asked.destroy(failure(fault("server.too-much")));
        else answer.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(answer).toString("utf8");
        if (response.statusCode === 200) resolve(text);
        else {
          const said = oneLine(`${response.statusCode} ${text.slice(0, 200)}`);
          reject(failure(fault("server.answered", { params: { said } })));
        }
      });
    });
    asked.on("error", (cause) =>
      reject(
        cause.name === "AbortError"
          ? failure(fault("server.late", { params: { seconds: time / 1000 } }))
          : cause,
      ),
    );
    asked.end(body ?? undefined);
  });
}
