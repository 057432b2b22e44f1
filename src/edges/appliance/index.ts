/** The box around the program, asked over its Unix socket. Of the box itself only its protocol is known here. */
export { createBoxClient } from "./client.ts";
export { removableMediaOf } from "./removable-media.ts";
