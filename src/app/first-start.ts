import type { Log } from "../base/log.ts";
import type { Outgoing } from "../domain/settings/events.ts";
import type { ServiceSettings } from "../domain/settings/index.ts";
import { tryServer } from "../edges/delivery/probe.ts";
import { systemResolver } from "../edges/dns/index.ts";
import { tryAccount } from "../edges/imap/probe.ts";
import { ownAddresses } from "../edges/machine/index.ts";
import { createSetup } from "../edges/web/index.ts";
import type { AskBox } from "../engine/operate/box.ts";
import { unusable } from "../engine/operate/certificates/check.ts";
import { createFirstStart, type Opened } from "../engine/operate/first-start/first-start.ts";
import { createProbes } from "../engine/operate/first-start/probes.ts";
import type { RemovableMedia } from "../engine/operate/removable-media.ts";
import type { Trial } from "../engine/operate/trial/index.ts";
import { newHash } from "../engine/people/passwords.ts";
import { asset } from "./assets.ts";
import { startBackupProcess } from "./backup-process.ts";
import { dataAccess } from "./data.ts";
import { type Handlers, ofService } from "./listeners.ts";

interface Parts {
  readonly data: string;
  /** The delivery method given with --outgoing; it takes precedence over the one chosen during setup. */
  readonly outgoingOverride: Outgoing | null;
  readonly log: Log;
  /** Sticks and discs in the appliance. */
  readonly media: RemovableMedia;
  /** Bytes of the disk that are kept free; null for the default share. */
  readonly reserve: number | null;
  /** Where mail is received, as ADDR:PORT; null if it is not. */
  readonly smtp: () => string | null;
  /** How it runs until it is set up. */
  readonly service: ServiceSettings;
  readonly trial: Trial;
  /** The appliance around the program, if there is one. */
  readonly askBox: AskBox;
  /** Called when the data is there: opens it, and puts it behind the listeners. */
  readonly done: () => Promise<Opened>;
}

/** The handlers until the folder is set up: pages under /setup, and SMTP that defers mail. */
export function openFirstStart({
  outgoingOverride,
  smtp,
  service,
  ...parts
}: Parts): Handlers & { stop(): Promise<void> } {
  const { log, askBox } = parts;
  const now = Date.now;
  const firstStart = createFirstStart({
    ...parts,
    ...{ now, access: dataAccess, startWork: startBackupProcess(log) },
  });
  const { hostname, reception, certificate, draft, isCode, restore, finish, stop } = firstStart;
  const resolve = systemResolver({ timeout: 3000 });
  const web = createSetup({
    ...{ asset, now, log, draft, isCode, restore, finish },
    outgoingOverride: outgoingOverride !== null,
    listening: async () => ({ smtp: smtp(), addresses: await ownAddresses() }),
    unusable: ({ certificate, hostname }) =>
      certificate?.kind === "own" ? unusable(certificate, hostname, now()) : null,
    hash: (password) => newHash(password, dataAccess.randomBytes),
    askBox: askBox.present() ? (verb, args) => askBox.ask(verb, args, null) : null,
    probes: createProbes({ smtp, now, resolve, addresses: ownAddresses, tryServer, tryAccount }),
  });
  return { hostname, fetch: web.fetch, reception, certificate, ...ofService(service), stop };
}
