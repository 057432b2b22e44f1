import { type Lifecycle, type Mover, program } from "../domain/lifecycle/index.ts";
import type { Caller } from "../domain/policy/index.ts";
import type { View } from "./view.ts";

/** What decides where a caller may move tickets: the lifecycle in effect, and what they are in it. */
export function moverOf(view: View, caller: Caller): { readonly lifecycle: Lifecycle; readonly by: Mover } {
  const lifecycle = view.lifecycle();
  if (caller.kind === "system") return { lifecycle, by: program };
  const administrator = caller.kind === "user" && caller.role === "admin";
  const { user } = caller;
  const named = lifecycle.states.flatMap(({ ways }) => ways.flatMap(({ only }) => only?.groups ?? []));
  const isMember = (group: string) => user !== null && view.group(group)?.includes(user) === true;
  return { lifecycle, by: { is: "person", administrator, groups: [...new Set(named)].filter(isMember) } };
}
