import type { Now } from "../../base/clock.ts";
import { type Fault, fault, type StoredFault, storedFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { needsSignIn, type OAuthAccount, refreshFault, unusableFor } from "../../domain/settings/index.ts";
import { inEnglish } from "../../text/index.ts";
import type { OAuthProvider } from "./oauth-provider.ts";

/** The access tokens of OAuth accounts: one for each, shared by all that log in with it. */
export interface AccessTokens {
  /**
   * A token for logging in to a mail server, valid for at least another minute.
   * @returns a temporary fault if there is none, or the server may not receive it
   */
  token(account: string, host: string): Promise<Result<string, Fault>>;
  /** A server did not accept this token: the next call gets another one. */
  discard(account: string, token: string): void;
  /** What came of logging in to a server, also with a new token; null if it was accepted. */
  note(account: string, host: string, problem: Fault | null): void;
  /** Accounts that mail servers cannot be logged in to with, as far as it was tried since the start. */
  problems(): readonly OAuthProblem[];
}

export interface OAuthProblem {
  readonly account: string;
  readonly fault: StoredFault;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Whether nobody has signed in, or the sign-in is no longer valid: someone has to sign in again. */
  readonly signIn: boolean;
}

interface Parts {
  readonly account: (name: string) => OAuthAccount | null;
  readonly provider: Pick<OAuthProvider, "refresh">;
  /** Stores the refresh token that replaced a former one. */
  readonly renewed: (account: string, former: string, refreshToken: string) => Promise<void>;
  readonly now: Now;
  readonly log: Log;
}

interface Unstored {
  /** The one that is stored. */
  readonly former: string;
  readonly refreshToken: string;
}

interface Present {
  /** What it was issued for: another one is needed once an administrator has changed it. */
  readonly of: string;
  readonly token: string;
  readonly until: number;
}

/** Milliseconds before its expiry at which a token is replaced. */
const EARLY = 60_000;
/** Milliseconds after which a refresh token that could not be stored is stored again. */
const AGAIN = 30_000;

export function createAccessTokens({ account, provider, renewed, now, log }: Parts): AccessTokens {
  const present = new Map<string, Present>();
  const asking = new Map<string, Promise<Result<string, Fault>>>();
  const problems = new Map<string, Map<string, OAuthProblem>>();
  /** Refresh tokens that could not be stored yet: the provider no longer accepts those that are. */
  const unstored = new Map<string, Unstored>();
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    async token(name, host) {
      const found = latest(account(name));
      const refused = unusableFor(found, { name, host });
      if (refused || found === null)
        return refuse(refused ?? fault("delivery.oauth-absent", { params: { account: name } }));
      const known = present.get(name);
      if (known?.of === identity(found) && now() < known.until - EARLY) return ok(known.token);
      // Deliveries and fetching share one exchange: the provider may accept each refresh token once.
      const under = asking.get(name) ?? issue(found).finally(() => asking.delete(name));
      asking.set(name, under);
      return under;
    },
    discard(name, token) {
      if (present.get(name)?.token === token) present.delete(name);
    },
    note,
    problems: () => [...problems.values()].flatMap((of) => [...of.values()]),
  };

  async function issue(found: OAuthAccount): Promise<Result<string, Fault>> {
    const { name, refreshToken: former } = found;
    const answer = await provider.refresh(found);
    if (answer.kind !== "granted") {
      const problem = refreshFault(name, answer);
      log.error("oauth: no access token was issued", { account: name, problem: inEnglish(answer.problem) });
      note(name, "", problem);
      return refuse(problem);
    }
    const { accessToken, expiresIn } = answer.value;
    const refreshToken = answer.value.refreshToken ?? former;
    if (refreshToken !== former) {
      const before = unstored.get(name);
      unstored.set(name, { former: before?.refreshToken === former ? before.former : former, refreshToken });
      await store(name);
    }
    present.set(name, {
      of: identity({ ...found, refreshToken }),
      token: accessToken,
      until: now() + expiresIn * 1000,
    });
    note(name, "", null);
    return ok(accessToken);
  }

  /** An account with its latest refresh token, stored or not; one that somebody has signed in with since counts more. */
  function latest(found: OAuthAccount | null): OAuthAccount | null {
    const one = found && unstored.get(found.name);
    return one?.former === found?.refreshToken && one ? { ...found, refreshToken: one.refreshToken } : found;
  }

  /** Stores a refresh token, or keeps it and tries again later: without it someone has to sign in again. */
  async function store(name: string): Promise<void> {
    clearTimeout(timers.get(name));
    timers.delete(name);
    const one = unstored.get(name);
    if (!one) return;
    try {
      await renewed(name, one.former, one.refreshToken);
      if (unstored.get(name) === one) unstored.delete(name);
    } catch (cause) {
      log.error("oauth: a new refresh token was not stored; it is kept until it is", {
        account: name,
        cause,
      });
      timers.set(name, setTimeout(() => void store(name), AGAIN).unref());
    }
  }

  function note(name: string, host: string, problem: Fault | null): void {
    const known = problems.get(name) ?? new Map<string, OAuthProblem>();
    if (problem === null) known.delete(host);
    else {
      const since = known.get(host)?.since ?? now();
      known.set(host, { account: name, fault: storedFault(problem), since, signIn: needsSignIn(problem) });
    }
    if (known.size === 0) problems.delete(name);
    else problems.set(name, known);
  }
}

const identity = ({ tokenUrl, clientId, clientSecret, scope, refreshToken }: OAuthAccount): string =>
  JSON.stringify([tokenUrl, clientId, clientSecret, scope, refreshToken]);
