import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Expected, unexpected } from "./expected.ts";

/** The facts for saving a group. */
export interface GroupFacts {
  readonly exists: boolean;
  /** For each wanted member, the user with that name; null if there is none. */
  readonly users: readonly { readonly wanted: string; readonly user: UserName | null }[];
  readonly expected?: Expected | undefined;
}

/** The group as it will be, each member once; or the fault, which names the field. */
export function decideGroup(
  wanted: string,
  { exists, users, expected }: GroupFacts,
): Result<{ readonly name: string; readonly members: readonly UserName[] }, Fault> {
  const name = wanted.trim();
  if (name === "" || name.length > 100) return refuse(fault("group.name", { field: "name" }));
  const problem = unexpected(expected, exists, {
    exists: fault("group.exists", { field: "name", params: { name } }),
    unknown: fault("group.unknown", { params: { name } }),
  });
  if (problem) return refuse(problem);
  const unknown = users.find(({ user }) => user === null);
  if (unknown)
    return refuse(fault("request.no-user", { field: "members", params: { name: unknown.wanted } }));
  return ok({ name, members: [...new Set(users.flatMap(({ user }) => user ?? []))] });
}
