/** All English messages, by file: another language needs the same. */
import { appTexts } from "./app.ts";
import { backupTexts } from "./backups.ts";
import { causeTexts } from "./causes.ts";
import { consoleTexts } from "./console.ts";
import { consoleNetworkTexts } from "./console-network.ts";
import { consolePageTexts } from "./console-pages.ts";
import { directoryTexts } from "./directory.ts";
import { domainTexts } from "./domains.ts";
import { operationFaults } from "./fault-operation.ts";
import { requestFaults } from "./fault-requests.ts";
import { settingsFaults } from "./fault-settings.ts";
import { ticketFaults } from "./fault-tickets.ts";
import { faultTexts } from "./faults.ts";
import { healthTexts } from "./health.ts";
import { imapTexts } from "./imap.ts";
import { keyTexts } from "./keys.ts";
import { mailTexts } from "./mail.ts";
import { networkTexts } from "./network.ts";
import { notificationTexts } from "./notifications.ts";
import { outgoingTexts } from "./outgoing.ts";
import { settingsTexts } from "./settings.ts";
import { setupTexts } from "./setup.ts";
import { systemTexts } from "./system.ts";
import { ticketTexts } from "./tickets.ts";
import { updateTexts } from "./updates.ts";

export const english = {
  app: appTexts,
  backups: backupTexts,
  causes: causeTexts,
  "console-network": consoleNetworkTexts,
  "console-pages": consolePageTexts,
  console: consoleTexts,
  directory: directoryTexts,
  domains: domainTexts,
  "fault-operation": operationFaults,
  "fault-requests": requestFaults,
  "fault-settings": settingsFaults,
  "fault-tickets": ticketFaults,
  faults: faultTexts,
  health: healthTexts,
  imap: imapTexts,
  keys: keyTexts,
  mail: mailTexts,
  network: networkTexts,
  notifications: notificationTexts,
  outgoing: outgoingTexts,
  settings: settingsTexts,
  setup: setupTexts,
  system: systemTexts,
  tickets: ticketTexts,
  updates: updateTexts,
} as const;
