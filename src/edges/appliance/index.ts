/** The appliance around the program, called over its Unix socket. Only its protocol is known here. */
export { createBoxClient } from "./client.ts";
export { removableMediaOf } from "./removable-media.ts";
