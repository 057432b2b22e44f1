import type { Finding as Found } from "../finding.ts";

/** What a test of a step found, for whoever sets the program up. */
export type Finding = Omit<Found, "check">;
