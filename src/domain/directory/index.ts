/** The company's directory (LDAP, RFC 4511): its settings, the queries, and what is taken from its answers. */
export { accountAttributes, accountOf, compares, lookedUp, sameName } from "./account.ts";
export type { DirectoryEvent } from "./events.ts";
export { directoryFilter, type Filter, filters } from "./filter.ts";
export { directoryFindings } from "./findings.ts";
export { directoryAddress, directoryLogIn, directoryProof, logsInFrom, passwordPlace } from "./log-in.ts";
export type {
  DirectoryPerson,
  DirectoryProblem,
  DirectoryQuestion,
  DirectoryReply,
  ServerReport,
} from "./reply.ts";
export {
  type Directory,
  type DirectoryServer,
  directoryServer,
} from "./settings.ts";
