/** The HTTP API, version 1: what scripts and other systems talk to. See README.md. */
export { createApi } from "./api.ts";
