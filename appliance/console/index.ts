import type { ReadStream, WriteStream } from "node:tty";
import { cursor } from "sisteransi";
import { textIn } from "../../src/text/console.ts";
import { languageOf } from "../../src/text/locale.ts";
import { createClient } from "./client.ts";
import { home } from "./home.ts";
import { type Live, type PollIntervals, watch } from "./live.ts";
import { createLock } from "./lock.ts";
import { glyphsOf } from "./paint.ts";
import { Keyboard, Screen } from "./screen.ts";

export interface ConsoleOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The helper's socket. */
  readonly socket: string;
  /** This program's version, shown until the helper has reported its own. */
  readonly version: string;
  /** Milliseconds without a key after which a console with a PIN is locked; default three minutes. */
  readonly lockAfter?: number;
}

const intervals: PollIntervals = { active: 3000, starting: 5000, idle: 300_000, idleAfter: 180_000 };

const LOCK = 180_000;

/** The appliance's console on a terminal. No key ends it, only SIGTERM and SIGHUP. */
export async function runConsole({
  input,
  output,
  env,
  socket,
  version,
  lockAfter = LOCK,
}: ConsoleOptions): Promise<void> {
  const over = new AbortController();
  // No key may stop it or start anything else.
  for (const signal of ["SIGINT", "SIGQUIT", "SIGTSTP", "SIGTTIN", "SIGTTOU"] as const)
    process.on(signal, () => {});
  const screen = new Screen(output);
  const client = createClient(socket);
  const live: Live = watch(client, version, intervals, () => screen.redraw());
  const lock = createLock(lockAfter, () => client.hangUp());
  let touchedAt = performance.now();
  const keyboard = new Keyboard(input, (redraw) => {
    const now = performance.now();
    // On a serial line, someone who connects later sees nothing until the screen is redrawn.
    if (redraw || now - touchedAt > intervals.idleAfter) screen.repaint();
    touchedAt = now;
    lock.touch();
    live.wake();
  });
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => over.abort());
  const language = languageOf(env);
  const ui = {
    screen,
    keyboard,
    glyphs: glyphsOf(env.TERM),
    ...{ language, t: textIn(language) },
    client,
    live,
    lock,
  };
  // The terminal is gone.
  input.once("end", () => over.abort());
  const ended = new Promise<void>((resolve) => over.signal.addEventListener("abort", () => resolve()));
  await Promise.race([home(ui, over.signal), ended]);
  live.stop();
  lock.stop();
  screen.clear();
  screen.write(cursor.show);
  screen.flush();
}
