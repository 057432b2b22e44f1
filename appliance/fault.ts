import type { Answer } from "./protocol.ts";

/** Why a request was not carried out; `todo` says what to do, where that is known. */
export type BoxFault = Extract<Answer, { ok: false }>["fault"];

/** A fault with this code. "refused": it cannot be done in the current state; "failed": it was tried. */
export const boxFault = (code: BoxFault["code"], text: string, todo: string | null = null): BoxFault => ({
  code,
  text,
  todo,
});
