import type { UserName } from "../../base/ids.ts";
import { type Actor, systemActor, tokenActor, userActor } from "../actor.ts";
import type { Role, TokenScope } from "../people/index.ts";

/** Who makes a request. `may` decides what they are allowed. */
export type Caller = SystemCaller | UserCaller | Nobody;

/** A part of the program itself. */
interface SystemCaller {
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
}

/** Someone unidentified. */
interface Nobody {
  readonly kind: "nobody";
  readonly actor: Actor;
  readonly user: null;
}

interface Person {
  readonly name: UserName;
  readonly role: Role;
}

/** A part of the program itself as a caller: it may do everything (P-1). */
export const system = (part: string): Caller => ({ kind: "system", actor: systemActor(part), user: null });

/** A person identified in another way than by an API token. */
export const userCaller = ({ name, role }: Person): UserCaller => ({
  kind: "user",
  actor: userActor(name),
  user: name,
  role,
  tokenScope: null,
});

/** A person identified by an API token. */
export const tokenCaller = (
  { name, role }: Person,
  token: { readonly name: string; readonly scope: TokenScope },
): UserCaller => ({
  kind: "user",
  actor: tokenActor(token.name),
  user: name,
  role,
  tokenScope: token.scope,
});

/** Someone without a session and without a token. */
export const nobody: Caller = { kind: "nobody", actor: { kind: "other", text: "anonymous" }, user: null };
