import { createHash } from "node:crypto";
import type { Now, RandomBytes } from "../../base/clock.ts";
import { saidOf } from "../../base/failure.ts";
import { type Fault, fault, type StoredFault, storedFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { actorText } from "../../domain/actor.ts";
import { type Caller, may } from "../../domain/policy/index.ts";
import {
  finishes,
  firstInterval,
  nextInterval,
  noSignIn,
  type OAuthAccount,
} from "../../domain/settings/index.ts";
import { inEnglish } from "../../text/index.ts";
import { forbidden } from "../people/caller.ts";
import type { OAuthSettings } from "./oauth.ts";
import type { Granted, OAuthProvider, ProviderAnswer } from "./oauth-provider.ts";

/** Signing in with an OAuth account: in the browser, or with a code on another device. Not kept over a restart. */
export interface SignIns {
  /**
   * Begins to sign in with a browser (RFC 6749 section 4.1, with PKCE, RFC 7636).
   * @param redirectUrl where the provider sends the browser afterwards
   * @returns the provider's page
   */
  begin(caller: Caller, account: string, redirectUrl: string): Result<string, Fault>;
  /** Finishes it with what the provider's redirect carried. @returns the account's name */
  finish(caller: Caller, answer: RedirectAnswer): Promise<Result<string, Fault>>;
  /** Requests a code for another device (RFC 8628), and waits in the background until it was entered. */
  beginDevice(caller: Caller, account: string): Promise<Result<DeviceSignIn, Fault>>;
  /** The account's last sign-in with a code; null if there was none, or for those who may not see settings. */
  device(caller: Caller, account: string): DeviceSignIn | null;
  stop(): void;
}

/** The query of the redirect (RFC 6749 section 4.1.2); "" for what is missing. */
export interface RedirectAnswer {
  readonly state: string;
  readonly code: string;
  readonly error: string;
  readonly description: string;
}

export interface DeviceSignIn {
  readonly state: "waiting" | "done" | "failed";
  readonly userCode: string;
  readonly verificationUrl: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** Why it failed. */
  readonly fault: StoredFault | null;
}

interface Parts {
  readonly account: (name: string) => OAuthAccount | null;
  readonly provider: OAuthProvider;
  readonly settings: Pick<OAuthSettings, "signedIn">;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

interface Begun {
  /** As it was then. */
  readonly account: OAuthAccount;
  readonly verifier: string;
  readonly redirectUrl: string;
  /** Only the same person may finish it. */
  readonly by: string;
  readonly until: number;
}

/** A code that a person has not entered yet. */
interface Waiting {
  readonly deviceCode: string;
  readonly signIn: DeviceSignIn;
  /** Seconds. */
  readonly interval: number;
}

/** Milliseconds that people may take to sign in with a browser. */
const PATIENCE = 15 * 60_000;
/** The most sign-ins with a browser at the same time. */
const MOST = 100;
const SECOND = 1000;

export function createSignIns(parts: Parts): SignIns {
  const { account, provider, settings, now, randomBytes, log } = parts;
  const begun = new Map<string, Begun>();
  const devices = new Map<string, DeviceSignIn>();
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  const secret = () => Buffer.from(randomBytes(32)).toString("base64url");
  const unknown = (name: string) => fault("account.unknown", { params: { name } });

  return {
    begin(caller, name, redirectUrl) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const found = account(name);
      const refused = noSignIn(found, { name, by: "browser" });
      if (refused || found === null) return refuse(refused ?? unknown(name));
      for (const [state, { until }] of begun) if (until < now() || begun.size >= MOST) begun.delete(state);
      const [state, verifier] = [secret(), secret()];
      begun.set(state, {
        account: found,
        verifier,
        redirectUrl,
        by: actorText(caller.actor),
        until: now() + PATIENCE,
      });
      return ok(authorizePage(found, { state, verifier, redirectUrl }));
    },

    async finish(caller, { state, code, error, description }) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const one = begun.get(state) ?? null;
      const found = one && account(one.account.name);
      const facts = { account: found, by: actorText(caller.actor), now: now() };
      if (!one || !found || !finishes(one, facts)) return refuse(fault("oauth.sign-in-over"));
      // A code is redeemed once.
      begun.delete(state);
      const { account: then, verifier, redirectUrl } = one;
      const { name } = then;
      if (code === "") return refuse(refusal(name, saidOf(`${error} ${description}`)));
      const answer = await provider.redeem(found, { code, verifier, redirectUrl });
      const kept = await keep(caller, then, answer);
      return kept.ok ? ok(name) : kept;
    },

    async beginDevice(caller, name) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const found = account(name);
      const refused = noSignIn(found, { name, by: "device" });
      if (refused || found === null) return refuse(refused ?? unknown(name));
      const answer = await provider.deviceCode(found);
      if (answer.kind !== "granted") return refuse(refusal(name, answer.problem));
      const { deviceCode, userCode, verificationUrl, expiresIn, interval } = answer.value;
      const until = now() + expiresIn * SECOND;
      const signIn: DeviceSignIn = { state: "waiting", userCode, verificationUrl, until, fault: null };
      devices.set(name, signIn);
      ask(caller, found, { deviceCode, signIn, interval: firstInterval(interval) });
      return ok(signIn);
    },

    device: (caller, name) => (may(caller, "settings.read").ok ? (devices.get(name) ?? null) : null),

    stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };

  /** Asks after each interval, until the person has signed in or the code has expired. */
  function ask(caller: Caller, found: OAuthAccount, by: Waiting): void {
    const { name } = found;
    clearTimeout(timers.get(name));
    if (stopped) return;
    const asked = () =>
      question(caller, found, by).catch((cause: unknown) =>
        log.error("oauth: a sign-in was aborted", { account: name, cause }),
      );
    timers.set(name, setTimeout(asked, by.interval * SECOND).unref());
  }

  async function question(caller: Caller, found: OAuthAccount, by: Waiting): Promise<void> {
    const { name } = found;
    const { deviceCode, signIn, interval } = by;
    const answer = await provider.poll(found, deviceCode);
    // Another code was requested in the meantime.
    if (stopped || devices.get(name) !== signIn) return;
    const facts = { interval, until: signIn.until, now: now() };
    const next = nextInterval(answer.kind === "granted" ? null : answer, facts);
    if (next !== null) return ask(caller, found, { ...by, interval: next });
    const kept = await keep(caller, found, answer);
    const ended = kept.ok
      ? ({ state: "done", fault: null } as const)
      : ({ state: "failed", fault: storedFault(kept.error) } as const);
    devices.set(name, { ...signIn, ...ended });
  }

  async function keep(
    caller: Caller,
    then: OAuthAccount,
    answer: ProviderAnswer<Granted>,
  ): Promise<Result<void, Fault>> {
    const { name } = then;
    if (answer.kind !== "granted") {
      log.warn("oauth: a sign-in failed", { account: name, problem: inEnglish(answer.problem) });
      return refuse(refusal(name, answer.problem));
    }
    const { refreshToken } = answer.value;
    if (refreshToken === null) return refuse(fault("oauth.no-refresh-token", { params: { account: name } }));
    const kept = await settings.signedIn(caller, then, refreshToken);
    if (kept.ok) log.info("oauth: signed in", { account: name });
    return kept;
  }
}

const refusal = (account: string, problem: StoredFault): Fault =>
  fault("oauth.sign-in-refused", { params: { account, problem } });

function authorizePage(
  { provider, authorizeUrl, clientId, scope }: OAuthAccount,
  by: { readonly state: string; readonly verifier: string; readonly redirectUrl: string },
): string {
  const url = new URL(authorizeUrl);
  const challenge = createHash("sha256").update(by.verifier).digest("base64url");
  const query = {
    ...{ response_type: "code", client_id: clientId, redirect_uri: by.redirectUrl, state: by.state },
    ...{ code_challenge: challenge, code_challenge_method: "S256" },
    ...(scope === "" ? {} : { scope }),
    // Google issues a refresh token only when asked for one, and again only with consent.
    ...(provider === "google" ? { access_type: "offline", prompt: "consent" } : {}),
    ...(provider === "microsoft" ? { prompt: "select_account" } : {}),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
