import type { UserName } from "../../base/ids.ts";

export const roles = ["agent", "admin"] as const;
export type Role = (typeof roles)[number];

export const tokenScopes = ["read", "write", "admin"] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** When somebody is away, in milliseconds since 1970, the end exclusive; null for no beginning or no end. */
export interface Away {
  readonly from: number | null;
  readonly until: number | null;
}

/** Whether somebody is away at a time. */
export const isAway = (away: Away | null, now: number): boolean =>
  away !== null && (away.from ?? now) <= now && now < (away.until ?? Number.POSITIVE_INFINITY);

export type PeopleEvent =
  | {
      readonly type: "UserCreated";
      readonly user: UserName;
      readonly name: string;
      readonly email: string | null;
      readonly role: Role;
      readonly password: string;
    }
  | {
      readonly type: "UserChanged";
      readonly user: UserName;
      readonly name: string;
      readonly email: string | null;
      readonly role: Role;
      readonly disabled: boolean;
    }
  | {
      /** What a person is notified of by mail: tickets that someone assigns to them, and messages in their tickets. */
      readonly type: "NotificationsChanged";
      readonly user: UserName;
      readonly assigned: boolean;
      readonly wrote: boolean;
    }
  /** They are away, so that rules give them no tickets; null if they are back. */
  | { readonly type: "AwayChanged"; readonly user: UserName; readonly away: Away | null }
  /** The language that they read pages and mails of the program in, by BCP 47 tag; null for what their browser asks for. */
  | { readonly type: "LanguageChanged"; readonly user: UserName; readonly language: string | null }
  /** From now on their password is this one, and not the directory's. */
  | { readonly type: "PasswordChanged"; readonly user: UserName; readonly password: string }
  /** From now on their password is the directory's; none is stored here. */
  | { readonly type: "PasswordDelegated"; readonly user: UserName }
  | { readonly type: "LoggedIn"; readonly user: UserName; readonly ip: string }
  | {
      readonly type: "TokenCreated";
      readonly id: string;
      readonly name: string;
      readonly user: UserName;
      readonly scope: TokenScope;
      /** SHA-256 of the token, hexadecimal: the token itself is shown once and not stored. */
      readonly hash: string;
    }
  | { readonly type: "TokenRevoked"; readonly id: string };
