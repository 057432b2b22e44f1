/** Composing as in the program, for tests of the layers above. */
import { compose, hashed } from "../../src/edges/delivery/compose.ts";

export { hashed };

export const composeMail = hashed(compose);
