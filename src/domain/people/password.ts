import { type Fault, fault } from "../../base/fault.ts";

/** Characters of a password that is stored here. */
export const PASSWORD_LENGTH = { least: 10, most: 1000 } as const;

/** Why a password is not accepted, or null. */
export function weakPassword(password: string): Fault | null {
  if (password.length >= PASSWORD_LENGTH.least && password.length <= PASSWORD_LENGTH.most) return null;
  return fault("password.length", { field: "password" });
}

/** What becomes of a person's password. */
export type PasswordChange =
  /** It stays. */
  | { readonly kind: "keep" }
  /** From now on the directory checks it. */
  | { readonly kind: "directory" }
  | {
      readonly kind: "new";
      readonly hash: string;
      /** The ids of the API tokens that end with the former one. */
      readonly revoked: readonly string[];
    };
