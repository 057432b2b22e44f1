/** Callers of the engine. */
import { userName } from "../../src/base/ids.ts";
import type { Role, TokenScope } from "../../src/domain/people/index.ts";
import { tokenCaller, type UserCaller, userCaller } from "../../src/domain/policy/index.ts";

/** An agent in a session. */
export const agentCaller = (name: string): UserCaller => userCaller({ name: userName(name), role: "agent" });

/** An administrator in a session. */
export const adminCaller = (name: string): UserCaller => userCaller({ name: userName(name), role: "admin" });

/** A caller with an API token of this scope. */
export const byToken = (name: string, role: Role, scope: TokenScope): UserCaller =>
  tokenCaller({ name: userName(name), role }, { name: `token of ${name}`, scope });
