/**
 * What is well and what is not: findings about the machine, the settings, the waiting work and what other servers say.
 * Everything here judges facts that `engine/operate/health` has gathered; every threshold stands here.
 */
export { type BackupFacts, backupFindings, heldDeliveryFindings } from "./backups.ts";
export { boxFindings } from "./box.ts";
export {
  certificateFilesFinding,
  ownCertificateFindings,
  renewalFindings,
  type ServedCertificate,
  servedCertificateFindings,
} from "./certificate.ts";
export {
  clockFinding,
  damageFinding,
  databaseFileFinding,
  durabilityFinding,
  formatFinding,
  journalFinding,
  modelFinding,
} from "./database.ts";
export {
  type ExchangerFacts,
  exchangerFindings,
  exchangersToResolve,
  isPublicName,
  nameFindings,
  type OtherWay,
  portOutwardsFindings,
  reverseFindings,
  serverToTry,
} from "./dns.ts";
export { growthFinding } from "./growth.ts";
export { type JournalTrouble, remoteJournalFinding } from "./journal.ts";
export {
  type Disk,
  defaultReserve,
  diskFindings,
  folderFinding,
  openFilesFinding,
  permissionFindings,
  type Shortage,
  shortage,
  versionsFinding,
} from "./machine.ts";
export {
  closedPortFindings,
  disabledDirectoryFindings,
  fetchingFindings,
  listenerFindings,
  mailPortFindings,
  oauthFindings,
  plusAddressFindings,
  type ServingFacts,
  scannerFindings,
  servingFinding,
} from "./running.ts";
export {
  dkimFinding,
  type PolicyKind,
  type PolicyReport,
  policyFinding,
  policyNames,
  policyReport,
  sendingHost,
  spfFinding,
  unsignedFindings,
} from "./sender-policy.ts";
export { type StatusFacts, statusOf } from "./status.ts";
export { settingsFindings, webhookFindings, workFindings } from "./work.ts";
