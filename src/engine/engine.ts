import type { Now, RandomBytes } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Called, SystemCaller } from "../domain/policy/index.ts";
import type { Outgoing, Route } from "../domain/settings/events.ts";
import type { ImapAccount } from "../domain/settings/index.ts";
import type { RecordStore } from "../record/record.ts";
import { type Contacts, createContacts } from "./contacts/contacts.ts";
import type { Authenticate, Scan } from "./intake/check.ts";
import { createIntake, type Intake } from "./intake/intake.ts";
import type { ConvertHtml, ReadAttachments, ReadMail } from "./intake/reader.ts";
import { type Collection, createReception, type DiskSpace } from "./intake/receive.ts";
import { noteAlive } from "./operate/alive.ts";
import { type BackupFiles, type Backups, createBackups } from "./operate/backups.ts";
import { type AskBox, type Box, createBox } from "./operate/box.ts";
import { createHousekeeping } from "./operate/housekeeping.ts";
import { createUpdates, type Updates } from "./operate/updates.ts";
import { createAgentReplies } from "./outgoing/agent-replies.ts";
import { createAutoReplies } from "./outgoing/auto-replies.ts";
import { createNotificationComposer } from "./outgoing/compose-notifications.ts";
import { createReplyComposer } from "./outgoing/compose-replies.ts";
import { createWarningComposer } from "./outgoing/compose-warnings.ts";
import type { Compose } from "./outgoing/draft.ts";
import { createOutbox, type Deliver, type Outbox } from "./outgoing/outbox.ts";
import { type AskDirectory, createDirectory, type DirectorySettings } from "./people/directory.ts";
import { createPeople, type People } from "./people/people.ts";
import { createExplain, type Explain } from "./rules/explain.ts";
import { createReplays, type Replays, type StartReplay } from "./rules/replays.ts";
import { createRulesets, type Rulesets } from "./rules/rulesets.ts";
import type { RulesThread } from "./rules/thread.ts";
import { createTicketRuns } from "./rules/ticket-runs.ts";
import { type SettingsChanged, settingsChanged } from "./settings/changes.ts";
import { createDomains, type Domains } from "./settings/domains.ts";
import { createOAuthSettings, type OAuthSettings } from "./settings/oauth.ts";
import type { OAuthProvider } from "./settings/oauth-provider.ts";
import { createOutgoingMail, type OutgoingMail } from "./settings/outgoing-mail.ts";
import { createPlusTests, type PlusTests } from "./settings/plus-tests.ts";
import type { Resolve } from "./settings/resolve.ts";
import { createSettings, type Settings } from "./settings/settings.ts";
import { createSignIns, type SignIns } from "./settings/sign-in.ts";
import { createCommands } from "./tickets/commands.ts";
import { createLooks, type Looks } from "./tickets/looks.ts";
import { createRequests, type Requests } from "./tickets/requests.ts";
import { createReturns } from "./tickets/returns.ts";
import { createTargets } from "./tickets/targets.ts";
import type { Commands } from "./tickets/types.ts";
import { createViews, type Views } from "./views/views.ts";
import { createWebhookCalls } from "./webhooks/calls.ts";
import type { CallEndpoint, Describe } from "./webhooks/endpoint.ts";
import { createWebhooks, type Webhooks } from "./webhooks/webhooks.ts";

/** All that writes: incoming mail, people's commands, outgoing mail. They own the transactions. */
export interface Engine {
  /** The accounts that mail is fetched from. */
  readonly imapAccounts: (by: SystemCaller) => readonly ImapAccount[];
  readonly reception: Collection;
  readonly intake: Intake;
  readonly commands: Called<Commands>;
  /** When people last looked at tickets. */
  readonly looks: Called<Looks>;
  /** The requests of an API token, which is proven by then. */
  readonly requests: Called<Requests, "once">;
  readonly people: Called<People, "logIn" | "session" | "bearer" | "logOut">;
  readonly settings: Called<Settings>;
  readonly rulesets: Called<Rulesets>;
  readonly explain: Called<Explain>;
  /** Rulesets tried on past mail. */
  readonly replays: Called<Replays, "stop">;
  /** The accounts at providers that mail servers are logged in to with. */
  readonly oauth: Called<OAuthSettings & SignIns, "stop">;
  /** How mail leaves, and a test of it. */
  readonly outgoingMail: Called<OutgoingMail>;
  /** Whether mail to addresses with a "+" arrives. */
  readonly plusTests: Called<PlusTests, "start" | "stop" | "run">;
  readonly domains: Called<Domains>;
  readonly directory: Called<DirectorySettings>;
  /** Mail that is sent, and endpoints that are called. */
  readonly outbox: Outbox;
  readonly webhooks: Called<Webhooks>;
  /** Saved views of tickets, and how lists are shown. */
  readonly views: Called<Views>;
  /** Notes about the people who write to us. */
  readonly contacts: Called<Contacts>;
  /** Does what is due now, such as composing replies, and resolves when done; for programs that start no background work. */
  readonly composeDue: () => Promise<void>;
  /** The appliance around the program, if there is one. */
  readonly box: Called<Box, "present" | "takeActions" | "start" | "stop">;
  readonly updates: Called<Updates>;
  readonly backups: Called<Backups, "stop">;
  readonly settingsChanged: SettingsChanged;
  /** Resolves once the journal has been written; rejects with the reason why it cannot be. */
  noteAlive(): Promise<void>;
  /** @param parts whether the outbox also starts (the default); otherwise it is started separately */
  start(parts?: { readonly outbox: boolean }): Promise<void>;
  /** Finishes current work and leaves the rest in the durable queues. */
  stop(): Promise<void>;
}

/** What both pages and API call of it. */
export type EngineForEdges = Pick<
  Engine,
  | "commands"
  | "looks"
  | "people"
  | "settings"
  | "rulesets"
  | "explain"
  | "replays"
  | "oauth"
  | "outgoingMail"
  | "plusTests"
  | "domains"
  | "directory"
  | "box"
  | "updates"
  | "backups"
  | "webhooks"
  | "views"
  | "contacts"
>;

export interface EngineParts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly read: ReadMail;
  readonly attachments: ReadAttachments;
  readonly authenticate: Authenticate;
  readonly scan: Scan;
  /** Where rules run; absent for this thread. */
  readonly rules?: RulesThread;
  /** Where rulesets are tried on past mail; absent for this thread. */
  readonly startReplay?: StartReplay;
  readonly compose: Compose;
  readonly deliver: Deliver;
  readonly sanitise: ConvertHtml;
  readonly resolve: Resolve;
  readonly askDirectory: AskDirectory;
  readonly oauthProvider: OAuthProvider;
  /** Absent if there is no appliance. */
  readonly askBox?: AskBox;
  /** Absent if no backups are made. */
  readonly backupFiles?: BackupFiles;
  /** Absent if no endpoints are called. */
  readonly endpoints?: { readonly call: CallEndpoint; readonly describe: Describe };
  readonly diskSpace: DiskSpace;
  readonly diskReserve: number;
  /** The delivery method given with --outgoing, if any. */
  readonly outgoingOverride?: Outgoing | null;
  /** Where mail is received, as ADDR:PORT; null if it is not. */
  readonly smtp?: () => string | null;
  /** The delivery route, given the setting in the journal; null if mail has to wait. */
  readonly route: (setting: Outgoing | null) => Route | null;
}

export function createEngine(parts: EngineParts): Engine {
  const { record, log } = parts;
  const intake = createIntake(parts);
  const reception = createReception({ ...parts, received: intake.offer });
  const mailOut = createOutbox({ ...parts, route: () => parts.route(record.view.outgoing()) });
  const calls = parts.endpoints
    ? createWebhookCalls({ ...parts, callEndpoint: parts.endpoints.call, describe: parts.endpoints.describe })
    : null;
  const outbox: Outbox = {
    start() {
      mailOut.start();
      calls?.start();
    },
    async stop() {
      await Promise.all([mailOut.stop(), calls?.stop()]);
    },
  };
  const directory = createDirectory(parts);
  const people = createPeople({ ...parts, directory });
  const commands = createCommands(parts);
  const { looks, stop: keepLooks } = createLooks(parts);
  const dueWork = [
    createAgentReplies(parts),
    createReturns(parts),
    createTargets(parts),
    // What they write is composed after them.
    createTicketRuns(parts),
    createAutoReplies(parts),
    createReplyComposer(parts),
    createNotificationComposer(parts),
    createWarningComposer(parts),
  ];
  const oauth = createOAuth(parts);
  const plusTests = createPlusTests(parts);
  const box = createBox(parts);
  const backups = createBackups(parts);
  const replays = createReplays(parts);
  const housekeeping = createHousekeeping({ ...parts, busy: () => record.queries.intakeQueue().depth > 0 });
  return {
    imapAccounts: () => record.view.imapAccounts(),
    reception,
    intake,
    outbox,
    people,
    commands,
    looks,
    requests: createRequests(record, parts.now),
    settings: createSettings(record, parts.outgoingOverride),
    rulesets: createRulesets(record, parts.rules),
    explain: createExplain(parts),
    replays,
    oauth,
    outgoingMail: createOutgoingMail(parts),
    plusTests,
    domains: createDomains(parts),
    directory,
    views: createViews(parts),
    contacts: createContacts(parts),
    webhooks: createWebhooks({ ...parts, wake: () => calls?.wake() }),
    box,
    updates: createUpdates({ ...parts, box }),
    backups,
    async composeDue() {
      for (const work of dueWork) await work.run();
    },
    settingsChanged: settingsChanged(record),
    noteAlive: () => noteAlive(record),
    async start(which = { outbox: true }) {
      for (const { name, done, of } of record.deriving()) {
        log.info("a part of the read model is being rebuilt in the background", { name, done, of });
      }
      if (parts.route(record.view.outgoing()) === null)
        log.warn(
          "no outgoing mail server is set: replies are queued until there is one (Settings, Outgoing mail, or --outgoing)",
        );
      await reception.checkDisk();
      intake.start();
      if (which.outbox) outbox.start();
      for (const work of dueWork) work.start();
      housekeeping.start();
      box.start();
      plusTests.start();
    },
    async stop() {
      reception.stop();
      keepLooks();
      oauth.stop();
      replays.stop();
      await Promise.all(
        [intake, ...dueWork, outbox, plusTests, housekeeping, box, backups].map((one) => one.stop()),
      );
    },
  };
}

function createOAuth({
  record,
  oauthProvider: provider,
  now,
  randomBytes,
  log,
}: EngineParts): Engine["oauth"] {
  const settings = createOAuthSettings(record);
  const account = (name: string) => record.view.oauthAccount(name);
  return { ...settings, ...createSignIns({ account, provider, settings, now, randomBytes, log }) };
}
