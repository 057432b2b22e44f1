/** The real edges and the program's wiring, for tests of other layers. */
export { examine, machine } from "../../src/app/doctor.ts";
export { createBoxClient } from "../../src/edges/appliance/index.ts";
export { spfVerdict } from "../../src/edges/authentication/index.ts";
export { tryServer } from "../../src/edges/delivery/probe.ts";
export { tryAccount } from "../../src/edges/imap/probe.ts";
