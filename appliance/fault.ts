import type { Answer } from "./protocol.ts";

/** Why the box did not do what was asked; `todo` says how to get there, where that is known. */
export type BoxFault = Extract<Answer, { ok: false }>["fault"];

/** A fault of that code. "refused": it cannot be done as things are; "failed": it was tried. */
export const boxFault = (code: BoxFault["code"], text: string, todo: string | null = null): BoxFault => ({
  code,
  text,
  todo,
});
