import type { Now } from "../../base/clock.ts";
import { fault, type StoredFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import type { ImapAccount } from "../../domain/settings/index.ts";
import type { FetchStatus } from "../../engine/intake/fetched.ts";
import type { Collection } from "../../engine/intake/receive.ts";
import type { AccessTokens } from "../../engine/settings/access-tokens.ts";
import { failure, inEnglish } from "../../text/index.ts";
import {
  type Connection,
  connect,
  type ImapTimes,
  LoginRefused,
  type Proof,
  reasonOf,
} from "./connection.ts";
import { type FolderMemory, newMemory, round } from "./folder.ts";

/** Milliseconds. */
export interface AccountTimes extends ImapTimes {
  /** Between checks of what the server does not report itself. */
  readonly poll: number;
  /** Before the first attempt after a failure; each further one waits twice as long, up to `retryMost`. */
  readonly retry: number;
  readonly retryMost: number;
}

export const defaultTimes: AccountTimes = {
  connect: 20_000,
  command: 90_000,
  poll: 60_000,
  round: 240_000,
  retry: 5_000,
  retryMost: 300_000,
};

export interface AccountParts {
  readonly account: ImapAccount;
  readonly reception: Collection;
  readonly log: Log;
  readonly now: Now;
  readonly largest: number;
  readonly times: AccountTimes;
  readonly tokens: Pick<AccessTokens, "token" | "discard" | "note">;
}

export interface AccountRunner {
  status(): FetchStatus;
  /** Ends the pause after a failure: its cause may be gone. */
  retry(): void;
  /** Finishes mails in progress and disconnects. */
  stop(): Promise<void>;
}

/** Fetches from one account until it is stopped, whatever happens. */
export function runAccount(parts: AccountParts): AccountRunner {
  const { account, log, now, times } = parts;
  const memories = new Map<string, FolderMemory>();
  const stopped = Promise.withResolvers<void>();
  let stopping = false;
  let retried = Promise.withResolvers<void>();
  let state: FetchStatus = {
    ...{ account: account.name, state: "connecting", since: now(), roundAt: null },
    ...{ problem: null, pushed: false, folders: [] },
  };
  const running = run();
  return {
    status: () => state,
    retry: () => retried.resolve(),
    async stop() {
      stopping = true;
      stopped.resolve();
      await running;
    },
  };

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping) {
      // Asked for during an attempt, a retry still follows it: the attempt may have read what has changed since.
      retried = Promise.withResolvers<void>();
      try {
        await session(() => {
          failures = 0;
        });
      } catch (error) {
        failed(reasonOf(error), error instanceof LoginRefused);
        failures += 1;
        await sleep(Math.min(times.retryMost, times.retry * 2 ** Math.min(failures - 1, 20)));
      }
    }
  }

  /** One connection, from its beginning to its end. */
  async function session(wentRound: () => void): Promise<void> {
    const connection = await connectWith(parts);
    const { client } = connection;
    const news = newsOf(connection);
    try {
      while (!stopping) {
        const folders: FetchStatus["folders"][number][] = [];
        // The first folder last: it stays open, and the server reports new mail in it.
        for (const folder of account.folders.toReversed()) {
          news.read();
          folders.unshift(
            await round(folder, {
              ...parts,
              connection,
              memory: memoryOf(folder),
              progress: under,
              stopping: () => stopping,
            }),
          );
          if (stopping) return;
        }
        const pushed = client.capabilities.has("IDLE");
        well({ folders, pushed, roundAt: now() });
        wentRound();
        // Ends with the next command.
        if (pushed && !news.any()) client.idle().catch(() => {});
        const wait = pushed && account.folders.length === 1 ? times.round : times.poll;
        await Promise.race([news.wait(wait), connection.broken, stopped.promise]);
      }
    } finally {
      news.read();
      // Sent without waiting for a response: everything that matters is done.
      connection.close();
    }
  }

  function memoryOf(folder: string): FolderMemory {
    const known = memories.get(folder) ?? newMemory();
    memories.set(folder, known);
    return known;
  }

  /** The first round may take hours: its progress is reported. */
  function under(status: FetchStatus["folders"][number]): void {
    const known = new Map(state.folders.map((one) => [one.folder, one]));
    known.set(status.folder, status);
    const folders = account.folders.flatMap((folder) => known.get(folder) ?? []);
    state = { ...state, folders };
    if (state.state === "connecting") well({ folders, pushed: state.pushed, roundAt: null });
  }

  function well(facts: Pick<FetchStatus, "folders" | "pushed" | "roundAt">): void {
    if (state.state !== "ok") log.info("imap: fetching works", { account: account.name, host: account.host });
    const since = state.state === "ok" ? state.since : now();
    state = { ...state, ...facts, state: "ok", since, problem: null };
  }

  function failed(problem: StoredFault, login: boolean): void {
    const facts = { account: account.name, host: account.host, problem: inEnglish(problem) };
    if (login) log.error("imap: the server refuses the log-in", facts);
    else log.error("imap: fetching fails; it is tried again", facts);
    state = { ...state, state: "failing", since: state.state === "failing" ? state.since : now(), problem };
  }

  async function sleep(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([slept, retried.promise, stopped.promise]);
    clearTimeout(timer);
  }
}

/** Connects; an access token that the server does not accept is replaced once. */
async function connectWith({ account, times, largest, tokens }: AccountParts): Promise<Connection> {
  const { login, host, user } = account;
  const by = (proof: Proof) => connect(account, proof, times, largest);
  if (login.kind === "password") return by({ password: login.password });
  const token = async () => {
    const found = await tokens.token(login.account, host);
    if (!found.ok) throw failure(found.error);
    return found.value;
  };
  const tried = async (accessToken: string) => {
    try {
      const connection = await by({ accessToken });
      tokens.note(login.account, host, null);
      return connection;
    } catch (error) {
      if (error instanceof LoginRefused) tokens.discard(login.account, accessToken);
      throw error;
    }
  };
  try {
    return await tried(await token());
  } catch (error) {
    if (!(error instanceof LoginRefused)) throw error;
  }
  const second = await token();
  try {
    return await tried(second);
  } catch (error) {
    if (error instanceof LoginRefused) {
      const params = { user, account: login.account, problem: error.problem };
      tokens.note(login.account, host, fault("delivery.oauth-refused", { params }));
    }
    throw error;
  }
}

/** Whether the server has reported new mail since this was last read. */
function newsOf({ client }: Connection) {
  let told = Promise.withResolvers<void>();
  let any = false;
  let timer: NodeJS.Timeout | undefined;
  client.on("exists", () => {
    any = true;
    told.resolve();
  });
  return {
    any: () => any,
    /** Until there is new mail, or this many milliseconds have passed. */
    wait(milliseconds: number): Promise<void> {
      timer = setTimeout(() => told.resolve(), milliseconds);
      return told.promise;
    },
    read(): void {
      clearTimeout(timer);
      any = false;
      told = Promise.withResolvers();
    },
  };
}
