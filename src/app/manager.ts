import type { Log } from "../base/log.ts";
import type { Language } from "../text/index.ts";
import { languageOf } from "../text/locale.ts";
import { libc } from "./libc.ts";

/** The service manager that started this process, and its notifications (sd_notify(3)). Without one, they do nothing. */
export interface Manager {
  /** Of the lines about the current activity. */
  readonly language: Language;
  /** The current activity, in a line for "systemctl status". */
  status(text: string): void;
  /** The current work takes longer: allow this many more milliseconds from now on. */
  patience(ms: number): void;
  ready(): void;
  stopping(): void;
  /** Milliseconds within which `alive` has to be called again and again, or the process is killed; null for no watchdog. */
  readonly watchdog: number | null;
  alive(): void;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The manager named in the environment: NOTIFY_SOCKET, and WATCHDOG_USEC with WATCHDOG_PID as in
 * sd_watchdog_enabled(3).
 * @param pid this process's
 */
export function managerOf(env: Env, pid: number, log: Log): Manager {
  const path = env.NOTIFY_SOCKET ?? "";
  let failed = false;
  const tell = (...lines: readonly string[]) => {
    if (!/^[/@]./.test(path)) return;
    const sent = libc().send(path, lines.join("\n"));
    if (!sent && !failed) log.warn("the service manager could not be notified", { what: lines[0] });
    failed = !sent;
  };
  const microseconds = Number(env.WATCHDOG_USEC);
  const ours = env.WATCHDOG_PID === undefined || Number(env.WATCHDOG_PID) === pid;
  return {
    language: languageOf(env),
    status: (text) => tell(`STATUS=${oneLine(text)}`),
    patience: (ms) => tell(`EXTEND_TIMEOUT_USEC=${Math.round(ms * 1000)}`),
    ready: () => tell("READY=1"),
    stopping: () => tell("STOPPING=1"),
    watchdog: ours && microseconds > 0 ? microseconds / 1000 : null,
    alive: () => tell("WATCHDOG=1"),
  };
}

/** Removes what was meant only for this process from the environment of child processes. */
export function keepFromChildren(env: NodeJS.ProcessEnv): void {
  for (const name of ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET"]) delete env[name];
  for (const name of ["WATCHDOG_PID", "WATCHDOG_USEC"]) delete env[name];
}

/** A line break would begin another message to the manager. */
const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, " ");
