/** Targets: by when tickets are to be answered and resolved. Pure; the meaning is in SPEC.md. */
export { lengthOf, limitOf } from "./length.ts";
export * from "./types.ts";
