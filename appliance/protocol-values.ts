/** The values that the protocol's arguments and answers consist of. Others use them through protocol.ts. */
import * as z from "zod";
import { boxCheckCodes, boxCheckNames, boxCheckRemedies } from "../src/base/box-checks.ts";
import { faultCodes, isReason, type Reason, type StoredFault } from "../src/base/fault.ts";

export const nothing = z.strictObject({});
export const time = z.iso.datetime();
export const hostname = z
  .string()
  .max(253)
  // linear: anchored, and each label is read up to its dot, 63 characters at most
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/);
const ipv4 = z.ipv4().max(15);
const ipv6 = z.ipv6().max(45);
const cidrv4 = z.cidrv4().max(18);
const cidrv6 = z.cidrv6().max(49);
export const ip = z.union([ipv4, ipv6]);
const cidr = z.union([cidrv4, cidrv6]);
const url = z.url({ protocol: /^https?$/ }).max(2000);

/** One network interface; `vlan` is the id of an 802.1Q tag. `ipv4` and `ipv6` say how it gets its addresses. */
export const networkInterface = z.strictObject({
  name: z
    .string()
    .max(15)
    .regex(/^[a-zA-Z0-9_.-]{1,15}$/),
  vlan: z.int().min(1).max(4094).nullable(),
  ipv4: z.discriminatedUnion("method", [
    z.strictObject({ method: z.literal("dhcp") }),
    z.strictObject({ method: z.literal("static"), address: cidrv4, gateway: ipv4.nullable() }),
    z.strictObject({ method: z.literal("off") }),
  ]),
  ipv6: z.discriminatedUnion("method", [
    z.strictObject({ method: z.literal("auto") }),
    z.strictObject({ method: z.literal("static"), address: cidrv6, gateway: ipv6.nullable() }),
    z.strictObject({ method: z.literal("off") }),
  ]),
});

/** `dns`, `search` and `ntp` empty: what DHCP says. `management`: networks that may open the pages; empty: all. */
export const networkSettings = z.strictObject({
  interface: networkInterface,
  dns: z.array(ip).max(4),
  search: z.array(hostname).max(6),
  proxy: url.nullable(),
  management: z.array(cidr).max(32),
});

const networkState = z.strictObject({
  settings: networkSettings,
  interfaces: z.array(
    z.strictObject({ name: z.string(), mac: z.string(), up: z.boolean(), addresses: z.array(z.string()) }),
  ),
  gateways: z.array(z.string()),
  dns: z.array(z.string()),
  /** A change on trial, and when it will be reverted. */
  trial: z.strictObject({ change: z.string(), until: time }).nullable(),
});

export const clockState = z.strictObject({
  now: time,
  synchronised: z.boolean(),
  server: z.string().nullable(),
  timezone: z.string(),
  ntp: z.array(z.string()),
});

const space = z.strictObject({ total: z.int(), free: z.int() });
const storageState = z.strictObject({
  /** Bytes of the data partition, of the disk, and of the disk's unpartitioned space. */
  data: space,
  disk: z.int(),
  unpartitioned: z.int(),
  /** Bytes used by logs, and their limit. */
  logs: z.strictObject({ used: z.int(), limit: z.int() }),
});

/** The console's PIN: digits, which are the same on the keyboards of most countries. */
export const pinDigits = z
  .string()
  .max(20)
  .regex(/^[0-9]{6,20}$/);

const params = z.record(z.string(), z.union([z.string(), z.number()]));

/**
 * Why something was not done, or went wrong: `src/text/` says it. Reasons are stored, so each stays known. A parameter
 * may be a fault itself.
 */
export const boxFault: z.ZodType<StoredFault> = z.strictObject({
  code: z.enum(faultCodes),
  reason: z.custom<Reason>((value) => typeof value === "string" && isReason(value)).exactOptional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.lazy(() => boxFault)])).exactOptional(),
});

/** What was done: a code of `src/base/box-actions.ts` and its parameters, without secrets. */
export const doneAction = z.strictObject({ code: z.string(), params });

const slot = z.strictObject({
  slot: z.enum(["a", "b"]),
  version: z.string().nullable(),
  running: z.boolean(),
  /** "good" has passed its health check, "trying" has not yet, "bad" has failed, "empty" holds no release. */
  state: z.enum(["good", "trying", "bad", "empty"]),
  triesLeft: z.int().nullable(),
});

const updateState = z.strictObject({
  slots: z.array(slot),
  /** The last change of release and its outcome; `cause` if it was rolled back automatically. */
  last: z
    .strictObject({
      from: z.string(),
      to: z.string(),
      at: time,
      outcome: z.enum(["installed", "healthy", "fell-back", "rolled-back", "refused"]),
      cause: boxFault.nullable(),
    })
    .nullable(),
  /** Whether updates signed with the development key are accepted, whose private key is public. */
  developmentKey: z.boolean(),
});

/** The id of a medium, and a file in its top folder. */
export const mediumId = z.string().regex(/^[a-z0-9]{1,64}$/);
export const fileOnMedium = z
  .string()
  .max(255)
  .regex(/^[^/\\\0]+$/);

/** Where an update comes from: a file of the program's, one on a medium, or a URL. */
export const updateSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("medium"), medium: mediumId, path: fileOnMedium }),
  z.strictObject({ kind: z.literal("file"), path: z.string().startsWith("/").max(4096) }),
  z.strictObject({ kind: z.literal("url"), url }),
]);
export const offered = z.strictObject({
  version: z.string(),
  builtAt: time,
  bytes: z.int(),
  newer: z.boolean(),
});

/** What was tried (of which server or address, if any), what was found, and what to do about it. */
export const check = z.strictObject({
  check: z.enum(boxCheckNames),
  of: z.string(),
  ok: z.boolean(),
  found: z.union([z.strictObject({ code: z.enum(boxCheckCodes), params }), boxFault]),
  remedy: z.enum(boxCheckRemedies).nullable(),
});

/** Whether the settings have been applied in this boot; what failed is tried again. */
export const appliedState = z.strictObject({
  state: z.enum(["applied", "pending", "failed"]),
  failed: z.array(
    z.strictObject({
      step: z.enum([
        "trial",
        "sticks",
        "hostname",
        "network",
        "clock",
        "environment",
        "firewall",
        "services",
      ]),
      problem: z.string(),
    }),
  ),
});

export const boxStatus = z.strictObject({
  version: z.string(),
  hostname: z.string(),
  startedAt: time,
  network: networkState,
  clock: clockState,
  storage: storageState,
  update: updateState,
  applied: appliedState,
  /** Descriptions of disks: others with a MailManager, which are not used; the one with the data, if it is not the system's. */
  disks: z.strictObject({ unused: z.array(z.string()), data: z.string().nullable() }),
  /** Services and whether they run: the program, the network, the clock. */
  services: z.array(z.strictObject({ name: z.string(), state: z.string(), since: time.nullable() })),
  /** Bytes. */
  memory: z.strictObject({ total: z.int(), available: z.int() }),
});

/** The program's state as the helper sees it. */
export const programState = z.strictObject({
  running: z.boolean(),
  setUp: z.boolean(),
  /** Mails accepted but not yet processed, and replies not yet delivered; null if not known. */
  queue: z.strictObject({ incoming: z.int(), outgoing: z.int() }).nullable(),
  /** When the newest backup was made; null if there is none, or if it is not known. */
  lastBackup: time.nullable(),
  /** The certificate that browsers see; the fingerprint is the SHA-256 of its DER, in lower-case hexadecimal digits. */
  certificate: z
    .strictObject({
      fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
      selfSigned: z.boolean(),
      names: z.array(z.string()),
      notAfter: time,
    })
    .nullable(),
});

const onMedium = z.strictObject({ path: z.string(), bytes: z.int() });
/** A USB stick or a disc, with the names of updates (`*.update`) and backups (`*.backup`) in its top folder. */
export const medium = z.strictObject({
  id: mediumId,
  label: z.string(),
  writable: z.boolean(),
  free: z.int(),
  updates: z.array(onMedium),
  backups: z.array(onMedium),
});

/** An action on the appliance, for the journal. Within a log, numbers increase by one and are never reused. */
export const action = z.strictObject({
  /** The log that the number belongs to; after a factory reset, and on another appliance, there is another. */
  log: z.string().max(64),
  number: z.int().positive(),
  at: time,
  verb: z.string(),
  caller: z.enum(["app", "console", "box"]),
  /** The user named by the program; null from the console and for automatic actions. */
  by: z.string().nullable(),
  outcome: z.enum(["done", "failed", "denied"]),
  what: doneAction,
  /** What went wrong, or why it was done. */
  fault: boxFault.nullable(),
});
