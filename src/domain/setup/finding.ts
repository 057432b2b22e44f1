import type { Finding as Found } from "../finding.ts";

/** What the test of a setup step found. */
export type Finding = Omit<Found, "check">;
