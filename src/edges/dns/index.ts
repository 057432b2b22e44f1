/** DNS: the interface Resolve, with the system's resolvers, or with those that are trusted to validate. */
export { systemResolver } from "./system.ts";
export { trustedResolvers, validatingResolver } from "./validating.ts";
