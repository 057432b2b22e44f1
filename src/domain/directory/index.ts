/** The company's directory (LDAP, RFC 4511): how it is asked, and what is taken from what it says. */
export type { DirectoryEvent } from "./events.ts";
export { directoryFilter, type Filter, filters } from "./filter.ts";
export { directoryFindings } from "./findings.ts";
export { mailFrom, nameFrom } from "./person.ts";
export type {
  DirectoryPerson,
  DirectoryProblem,
  DirectoryQuestion,
  DirectoryReply,
  ServerReport,
} from "./reply.ts";
export {
  checkedDirectory,
  type Directory,
  type DirectoryServer,
  directoryServer,
  newcomers,
} from "./settings.ts";
