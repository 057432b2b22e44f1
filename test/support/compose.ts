/** Composing as the program does it, for tests of what stands above it. */
export { compose as composeMail } from "../../src/edges/delivery/compose.ts";
