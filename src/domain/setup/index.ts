/** Setup: the questions, their order, and when there are enough answers to begin. */

export type { Finding } from "../finding.ts";
export { checkedAdministrator, checkedHostname, checkedMailbox } from "./check.ts";
export {
  accountFindings,
  listenerFinding,
  mailboxDomainFindings,
  serverFinding,
  testedLater,
} from "./findings.ts";
export { passwordEase } from "./password.ts";
export {
  type Administrator,
  type CompletePlan,
  completed,
  emptyPlan,
  isAnswered,
  nextStep,
  oauthUsed,
  type Plan,
  type StepName,
  stepNames,
} from "./plan.ts";
