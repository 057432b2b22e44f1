import type { UserName } from "../../base/ids.ts";
import { type Actor, actorText, systemActor, tokenActor, userActor } from "../actor.ts";
import type { Role, TokenScope } from "../people/index.ts";

/** Who makes a request. `may` decides what they are allowed. */
export type Caller = SystemCaller | UserCaller | Monitor | Nobody;

/** A part of the program itself. What takes this caller is for no person, however many permissions they have. */
export interface SystemCaller {
  readonly kind: "system";
  readonly actor: Actor;
  readonly user: null;
}

/** A person, in a session, by mail or by an API token. */
export interface UserCaller {
  readonly kind: "user";
  readonly actor: Actor;
  readonly user: UserName;
  readonly role: Role;
  /** The scope of their API token; null without one. */
  readonly tokenScope: TokenScope | null;
  /** The mailboxes that they are limited to: addresses, lower case; null for all. */
  readonly mailboxes: readonly string[] | null;
}

/** A program that collects the metrics, known by the address it asks from. */
interface Monitor {
  readonly kind: "monitor";
  readonly actor: Actor;
  readonly user: null;
}

/** Someone unidentified. */
interface Nobody {
  readonly kind: "nobody";
  readonly actor: Actor;
  readonly user: null;
}

/**
 * A part of the program as those see it who use it on someone's behalf: each of its functions takes its caller first. One
 * that does not is `never`, so that nothing can provide it, and a new query or command without a caller does not compile.
 * @typeParam Besides names the functions that need none: those that find out who calls, and those that start and stop it
 */
export type Called<T, Besides extends keyof T = never> = {
  readonly [K in keyof T]: K extends Besides ? T[K] : TakesCaller<T[K]>;
};

type TakesCaller<F> = F extends (...given: infer Given) => unknown
  ? Given extends readonly [Caller, ...unknown[]]
    ? F
    : never
  : F;

/** What policy knows of a person. */
export interface Person {
  readonly name: UserName;
  readonly role: Role;
  /** The mailboxes that they are limited to: addresses, lower case. No setting limits anyone yet: absent for all. */
  readonly mailboxes?: readonly string[];
}

/** A part of the program itself as a caller: it may do everything (P-1). */
export const system = (part: string): SystemCaller => ({
  kind: "system",
  actor: systemActor(part),
  user: null,
});

/** A person identified in another way than by an API token. */
export const userCaller = ({ name, role, mailboxes }: Person): UserCaller => ({
  kind: "user",
  actor: userActor(name),
  user: name,
  role,
  tokenScope: null,
  mailboxes: mailboxes ?? null,
});

/** A person identified by an API token. */
export const tokenCaller = (
  { name, role, mailboxes }: Person,
  token: { readonly name: string; readonly scope: TokenScope },
): UserCaller => ({
  kind: "user",
  actor: tokenActor(token.name),
  user: name,
  role,
  tokenScope: token.scope,
  mailboxes: mailboxes ?? null,
});

/**
 * A caller with the rights that they have now, for work that goes on after their request has ended (P-11): nobody if they
 * were disabled, or their token was revoked.
 * @param now the person they are; null if there is none any more
 * @param now.tokens their API tokens that are valid
 */
export function callerNow(
  caller: Caller,
  now:
    | (Person & {
        readonly disabled: boolean;
        readonly tokens: readonly { readonly name: string; readonly scope: TokenScope }[];
      })
    | null,
): Caller {
  if (caller.user === null) return caller;
  if (now === null || now.disabled) return nobody;
  if (caller.tokenScope === null) return userCaller(now);
  const same = (one: Caller) => actorText(one.actor) === actorText(caller.actor);
  const tokens = now.tokens.map((token) => tokenCaller(now, token));
  return tokens.find((one) => same(one) && one.tokenScope === caller.tokenScope) ?? nobody;
}

/** A program that may read the metrics without a token (P-16). */
export const monitor: Caller = { kind: "monitor", actor: systemActor("metrics"), user: null };

/** Someone without a session and without a token. */
export const nobody: Caller = { kind: "nobody", actor: { kind: "other", text: "anonymous" }, user: null };
