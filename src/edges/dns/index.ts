/** DNS: the port Resolve, over the resolvers that the system names, or over those that are trusted to validate. */
export { systemResolver } from "./system.ts";
export { trustedResolvers, validatingResolver } from "./validating.ts";
