/** Tries rulesets on past mail in a process of their own: it may take a while, and the mail's authors decide what it costs. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import sea from "node:sea";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { mailId, position, ticketNumber } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { becomesFields } from "../domain/ruleset/index.ts";
import type { Replayed } from "../engine/rules/replay.ts";
import type { StartReplay } from "../engine/rules/replays.ts";
import { lowerPriority } from "./backup-process.ts";

const text = z.string().nullable();
const change = z.object({ field: z.enum(becomesFields), before: text, after: text });
const names = z.array(z.string());

/** What the process says, a line each. */
const said = z.union([
  z.object({ done: z.int(), of: z.int() }),
  z.object({
    mail: z.object({
      ...{ mail: z.string().transform(mailId), position: z.int().transform(position), time: z.number() },
      ...{ ticket: z.int().transform(ticketNumber).nullable(), subject: z.string() },
      ...{ changes: z.array(change), version: z.int(), before: names, after: names },
    }),
  }),
  z.object({
    replayed: z.object({
      ...{ mails: z.int(), different: z.int(), gone: z.int(), failed: z.int(), moreKinds: z.int() },
      kinds: z.array(z.object({ ...change.shape, mails: z.int() })),
    }),
  }),
]);

/** Lines of what the process says besides that are logged if it fails. */
const LOGGED = 5;

/** Starts this program's command `rules replay`. @param data the folder */
export const startReplayProcess =
  (data: string, log: Log): StartReplay =>
  ({ text, since, until }, hear) => {
    const own = sea.isSea() ? [] : [fileURLToPath(new URL("../main/replay.ts", import.meta.url))];
    const period = ["--since", timeText(since), ...(until < LATEST ? ["--until", timeText(until)] : [])];
    const words = ["rules", "replay", "-", "--data", data, ...period, "--lines"];
    const child = spawn(process.execPath, [...own, ...words], { stdio: ["pipe", "pipe", "pipe"] });
    child.once("spawn", () => lowerPriority(child.pid ?? 0));
    const problems: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (problems.length < LOGGED) problems.push(line);
    });
    let replayed: Replayed | null = null;
    let stopped = false;
    createInterface({ input: child.stdout }).on("line", (line) => {
      const news = newsIn(line);
      if (news === null) {
        if (problems.length < LOGGED) problems.push(line);
      } else if ("mail" in news) hear.found(news.mail);
      else if ("replayed" in news) replayed = news.replayed;
      else hear.progress(news.done, news.of);
    });
    // It may end before it has read everything: then its own words say why.
    child.stdin.on("error", () => {});
    child.stdin.end(text);
    const done = new Promise<Replayed | null>((resolve) => {
      child.once("error", (cause) => {
        log.error("the process that tries a ruleset could not be started", { cause });
        resolve(null);
      });
      child.once("close", (status, signal) => {
        if (replayed === null && !stopped)
          log.error("a ruleset could not be tried on past mail", { status, signal, said: problems });
        resolve(replayed);
      });
    });
    return {
      done,
      stop() {
        stopped = true;
        child.kill("SIGKILL");
      },
    };
  };

/** What a line says; null if it is none of these. */
function newsIn(line: string): z.infer<typeof said> | null {
  try {
    return said.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** The latest time that can be written. */
const LATEST = 8_640_000_000_000_000;

const timeText = (time: number): string => new Date(time).toISOString();
