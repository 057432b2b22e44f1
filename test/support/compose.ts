/** Composing as in the program, for tests of the layers above. */
export { compose as composeMail } from "../../src/edges/delivery/compose.ts";
