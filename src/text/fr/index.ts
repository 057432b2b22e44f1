import type { Translated } from "../en/index.ts";
import { actionTexts } from "./actions.ts";
import { appTexts } from "./app.ts";
import { backupTexts } from "./backups.ts";
import { boxCheckTexts } from "./box-checks.ts";
import { boxStepTexts } from "./box-steps.ts";
import { causeTexts } from "./causes.ts";
import { checkTexts } from "./checks.ts";
import { commandTexts } from "./command.ts";
import { commandBackupTexts } from "./command-backup.ts";
import { commandConfigurationTexts } from "./command-configuration.ts";
import { commandDataTexts } from "./command-data.ts";
import { commandMailTexts } from "./command-mail.ts";
import { commandPeopleTexts } from "./command-people.ts";
import { commandRulesTexts } from "./command-rules.ts";
import { consoleTexts } from "./console.ts";
import { consoleEmergencyTexts } from "./console-emergency.ts";
import { consoleNetworkTexts } from "./console-network.ts";
import { consolePageTexts } from "./console-pages.ts";
import { directoryTexts } from "./directory.ts";
import { domainTexts } from "./domains.ts";
import { boxFaults } from "./fault-box.ts";
import { deliveryFaults } from "./fault-delivery.ts";
import { operationFaults } from "./fault-operation.ts";
import { requestFaults } from "./fault-requests.ts";
import { serverFaults } from "./fault-servers.ts";
import { settingsFaults } from "./fault-settings.ts";
import { startFaults } from "./fault-start.ts";
import { ticketFaults } from "./fault-tickets.ts";
import { faultTexts } from "./faults.ts";
import { findingTexts } from "./findings.ts";
import { serverFindingTexts } from "./findings-servers.ts";
import { healthTexts } from "./health.ts";
import { imapTexts } from "./imap.ts";
import { incomingTexts } from "./incoming.ts";
import { joinedTexts } from "./joined.ts";
import { keyTexts } from "./keys.ts";
import { mailTexts } from "./mail.ts";
import { networkTexts } from "./network.ts";
import { notificationTexts } from "./notifications.ts";
import { oauthTexts } from "./oauth.ts";
import { outgoingTexts } from "./outgoing.ts";
import { plusTestTexts } from "./plus-test.ts";
import { remedyTexts } from "./remedies.ts";
import { replayTexts } from "./replay.ts";
import { ruleFormTexts } from "./rule-form.ts";
import { rulesTexts } from "./rules.ts";
import { rulesetTexts } from "./ruleset.ts";
import { rulesetFindingTexts } from "./ruleset-findings.ts";
import { serviceTexts } from "./service.ts";
import { settingsTexts } from "./settings.ts";
import { setupTexts } from "./setup.ts";
import { systemTexts } from "./system.ts";
import { ticketTexts } from "./tickets.ts";
import { updateTexts } from "./updates.ts";
import { webhookTexts } from "./webhooks.ts";
import { writingTexts } from "./writing.ts";

export const french = (): Translated => ({
  actions: actionTexts(),
  app: appTexts(),
  backups: backupTexts(),
  "box-checks": boxCheckTexts(),
  "box-steps": boxStepTexts(),
  causes: causeTexts(),
  checks: checkTexts(),
  command: commandTexts(),
  "command-backup": commandBackupTexts(),
  "command-configuration": commandConfigurationTexts(),
  "command-data": commandDataTexts(),
  "command-mail": commandMailTexts(),
  "command-people": commandPeopleTexts(),
  "command-rules": commandRulesTexts(),
  console: consoleTexts(),
  "console-emergency": consoleEmergencyTexts(),
  "console-network": consoleNetworkTexts(),
  "console-pages": consolePageTexts(),
  directory: directoryTexts(),
  domains: domainTexts(),
  "fault-box": boxFaults(),
  "fault-delivery": deliveryFaults(),
  "fault-operation": operationFaults(),
  "fault-requests": requestFaults(),
  "fault-servers": serverFaults(),
  "fault-settings": settingsFaults(),
  "fault-start": startFaults(),
  "fault-tickets": ticketFaults(),
  faults: faultTexts(),
  findings: findingTexts(),
  "findings-servers": serverFindingTexts(),
  health: healthTexts(),
  imap: imapTexts(),
  incoming: incomingTexts(),
  joined: joinedTexts(),
  keys: keyTexts(),
  mail: mailTexts(),
  network: networkTexts(),
  notifications: notificationTexts(),
  oauth: oauthTexts(),
  outgoing: outgoingTexts(),
  "plus-test": plusTestTexts(),
  remedies: remedyTexts(),
  replay: replayTexts(),
  "rule-form": ruleFormTexts(),
  rules: rulesTexts(),
  ruleset: rulesetTexts(),
  "ruleset-findings": rulesetFindingTexts(),
  service: serviceTexts(),
  settings: settingsTexts(),
  setup: setupTexts(),
  system: systemTexts(),
  tickets: ticketTexts(),
  updates: updateTexts(),
  webhooks: webhookTexts(),
  writing: writingTexts(),
});
