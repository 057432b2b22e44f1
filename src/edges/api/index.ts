/** The HTTP API, version 1, for scripts and other systems. See README.md. */
export { createApi } from "./api.ts";
export { createMessages } from "./messages.ts";
export { createRebuildingApi } from "./rebuilding.ts";
export { createDescribe } from "./told.ts";
