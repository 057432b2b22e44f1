import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { ImapAccount } from "../../domain/settings/index.ts";
import type { FetchStatus } from "../../engine/intake/fetched.ts";
import type { Collection } from "../../engine/intake/receive.ts";
import type { AccessTokens } from "../../engine/settings/access-tokens.ts";
import { type AccountRunner, type AccountTimes, defaultTimes, runAccount } from "./account.ts";

export interface CollectorParts {
  /** The accounts in the current settings. */
  readonly accounts: () => readonly ImapAccount[];
  /** Calls back whenever a person has saved or removed an account, or changed the largest size; returns a function that stops listening. */
  readonly changed: (tell: () => void) => () => void;
  /** Calls back whenever an OAuth account was changed or signed in to; returns a function that stops listening. */
  readonly signedIn: (tell: () => void) => () => void;
  /** For accounts that are logged in to by OAuth 2. */
  readonly tokens: AccessTokens;
  readonly reception: Collection;
  readonly log: Log;
  readonly now: Now;
  /** The most bytes of a mail that is fetched, as it is now. */
  readonly largest: () => number;
  readonly times?: Partial<AccountTimes>;
}

export interface Collector {
  start(): void;
  status(): readonly FetchStatus[];
  stop(): Promise<void>;
}

interface Running {
  readonly account: ImapAccount;
  readonly largest: number;
  readonly runner: AccountRunner;
}

/** Fetches from all enabled accounts, and follows changes of the settings. */
export function createImapCollector(parts: CollectorParts): Collector {
  const { accounts, changed, signedIn, log, now } = parts;
  const running = new Map<string, Running>();
  const since = new Map<string, number>();
  let unlisten: readonly (() => void)[] = [];
  let stopped = false;
  /** One change after another: an account is never fetched from twice at the same time. */
  let under: Promise<void> = Promise.resolve();

  return {
    start() {
      unlisten = [changed(follow), signedIn(retry)];
      follow();
    },
    status: () =>
      accounts().map((account) => running.get(account.name)?.runner.status() ?? off(account.name)),
    async stop() {
      stopped = true;
      for (const end of unlisten) end();
      await under;
      await Promise.all([...running.values()].map(({ runner }) => runner.stop()));
    },
  };

  /** An account that failed for want of a sign-in does not wait until its pause is over. */
  function retry(): void {
    for (const { account, runner } of running.values()) if (account.login.kind === "oauth2") runner.retry();
  }

  function follow(): void {
    under = under
      .then(adjust)
      .catch((cause) => log.error("imap: changed account settings could not be applied", { cause }));
  }

  async function adjust(): Promise<void> {
    if (stopped) return;
    const wanted = new Map(accounts().map((account) => [account.name, account]));
    const largest = parts.largest();
    const ending = [...running].filter(
      ([name, one]) => !same(one.account, wanted.get(name)) || one.largest !== largest,
    );
    await Promise.all(
      ending.map(async ([name, { runner }]) => {
        await runner.stop();
        running.delete(name);
      }),
    );
    for (const account of wanted.values()) {
      if (!account.enabled || running.has(account.name) || stopped) continue;
      const runner = runAccount({
        ...parts,
        account,
        largest,
        times: { ...defaultTimes, ...parts.times },
      });
      running.set(account.name, { account, largest, runner });
    }
  }

  function off(account: string): FetchStatus {
    const at = since.get(account) ?? now();
    since.set(account, at);
    return { account, state: "off", since: at, roundAt: null, problem: null, pushed: false, folders: [] };
  }
}

const same = (a: ImapAccount, b: ImapAccount | undefined): boolean =>
  b?.enabled === true && JSON.stringify(a) === JSON.stringify(b);
