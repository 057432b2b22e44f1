/** What decisions ask of people, groups and API tokens, within their transaction. */
import type { UserName } from "../../base/ids.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { team, token, user } from "../schema.ts";

export type UserRow = typeof user.$inferSelect;
export type TokenRow = typeof token.$inferSelect;

/** A person as they are shown: without the hash of their password. */
export type ShownUser = Omit<UserRow, "password">;
/** An API token as it is shown: without its hash. */
export type ShownToken = Omit<TokenRow, "hash">;

export function shownUser({ password: _, ...shown }: UserRow): ShownUser {
  return shown;
}

export function shownToken({ hash: _, ...shown }: TokenRow): ShownToken {
  return shown;
}

export interface PeopleView {
  group(name: string): readonly UserName[] | null;
  user(name: UserName): UserRow | null;
  users(): readonly UserRow[];
  /** The enabled user with this address, in lower case; null if there is none. */
  userOfAddress(address: string): UserRow | null;
  /** The position of the last change of a person, log-ins aside; null if there is nobody of that name. */
  personChanged(name: UserName): number | null;
  /** The position of the last change of any person; 0 if there is nobody. */
  peopleChanged(): number;
  tokenByHash(hash: string): TokenRow | null;
  token(id: string): TokenRow | null;
  /** The API tokens that act as a person, oldest first. */
  tokensOf(user: UserName): readonly TokenRow[];
}

export function createPeopleView({ drizzle, sqlite }: Database): PeopleView {
  const teamByName = reader<typeof team, [string]>(drizzle, team, "WHERE name = ?");
  const userByName = reader<typeof user, [string]>(drizzle, user, "WHERE name = ?");
  const allUsers = reader<typeof user, []>(drizzle, user, "ORDER BY name");
  // SQLite's lower() only knows ASCII, and one form of a domain; other addresses are compared below.
  const userByAddress = reader<typeof user, [string]>(
    drizzle,
    user,
    "WHERE (lower(email) = ? OR email GLOB '*[^ -~]*' OR email LIKE '%xn--%') AND disabled = 0",
  );
  const personChanged = sqlite.prepare<[string], number>("SELECT changed FROM user WHERE name = ?").pluck();
  const peopleChanged = sqlite.prepare<[], number | null>("SELECT max(changed) FROM user").pluck();
  const tokenByHash = reader<typeof token, [string]>(drizzle, token, "WHERE hash = ?");
  const tokenById = reader<typeof token, [string]>(drizzle, token, "WHERE id = ?");
  const tokensByUser = reader<typeof token, [string]>(drizzle, token, "WHERE user = ? ORDER BY created_at");

  return {
    group: (name) => teamByName.get(name)?.members ?? null,
    user: (name) => userByName.get(name) ?? null,
    users: () => allUsers.all(),
    userOfAddress: (address) =>
      userByAddress.all(address).find(({ email }) => email !== null && normalAddress(email) === address) ??
      null,
    personChanged: (name) => personChanged.get(name) ?? null,
    peopleChanged: () => peopleChanged.get() ?? 0,
    tokenByHash: (hash) => tokenByHash.get(hash) ?? null,
    token: (id) => tokenById.get(id) ?? null,
    tokensOf: (name) => tokensByUser.all(name),
  };
}
