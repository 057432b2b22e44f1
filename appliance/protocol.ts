/**
 * The protocol of the privileged helper: its verbs with their arguments, their answers, and who may use them. Both
 * sides share nothing else.
 *
 * Messages are JSON objects in UTF-8 on a Unix stream socket, one per line, at most `LINE_LIMIT` bytes each. The helper
 * starts with a `Greeting`. A `Request` gets any number of `Progress` lines and then one `Answer`, all with its id.
 * Requests on one connection run concurrently, but changes run one after another. The socket tells the caller:
 * `app.sock` is for the program, which has checked its user's permission and names that user; `console.sock` can be
 * opened only by root, which on the appliance means someone at the console.
 */
import * as z from "zod";

export const PROTOCOL = 1;
export const LINE_LIMIT = 1_048_576;
export const appSocket = "/run/mailmanager-box/app.sock";
export const consoleSocket = "/run/mailmanager-box/console.sock";
/**
 * Contains "LOG NUMBER" of the newest action, readable by all, so that followers ask only when there is something new.
 */
export const newestAction = "/run/mailmanager-box/newest-action";

export type Caller = "app" | "console";

const nothing = z.strictObject({});
const time = z.iso.datetime();
const hostname = z
  .string()
  .max(253)
  // linear: anchored, and each label is read up to its dot, 63 characters at most
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/);
const ipv4 = z.ipv4().max(15);
const ipv6 = z.ipv6().max(45);
const cidrv4 = z.cidrv4().max(18);
const cidrv6 = z.cidrv6().max(49);
const ip = z.union([ipv4, ipv6]);
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

const clockState = z.strictObject({
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
  /** The last change of release and its outcome; `cause` is a text if it was rolled back automatically. */
  last: z
    .strictObject({
      from: z.string(),
      to: z.string(),
      at: time,
      outcome: z.enum(["installed", "healthy", "fell-back", "rolled-back", "refused"]),
      cause: z.string().nullable(),
    })
    .nullable(),
  /** Whether updates signed with the development key are accepted, whose private key is public. */
  developmentKey: z.boolean(),
});

/** The id of a medium, and a file in its top folder. */
const mediumId = z.string().regex(/^[a-z0-9]{1,64}$/);
const fileOnMedium = z
  .string()
  .max(255)
  .regex(/^[^/\\\0]+$/);

/** Where an update comes from: a file of the program's, one on a medium, or a URL. */
const updateSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("medium"), medium: mediumId, path: fileOnMedium }),
  z.strictObject({ kind: z.literal("file"), path: z.string().startsWith("/").max(4096) }),
  z.strictObject({ kind: z.literal("url"), url }),
]);
const offered = z.strictObject({ version: z.string(), builtAt: time, bytes: z.int(), newer: z.boolean() });

const check = z.strictObject({
  check: z.string(),
  ok: z.boolean(),
  what: z.string(),
  todo: z.string().nullable(),
});

const boxStatus = z.strictObject({
  version: z.string(),
  hostname: z.string(),
  startedAt: time,
  network: networkState,
  clock: clockState,
  storage: storageState,
  update: updateState,
  /** Services and whether they run: the program, the network, the clock. */
  services: z.array(z.strictObject({ name: z.string(), state: z.string(), since: time.nullable() })),
  /** Bytes. */
  memory: z.strictObject({ total: z.int(), available: z.int() }),
});

/** The program's state as the helper sees it. */
const programState = z.strictObject({
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
const medium = z.strictObject({
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
  /** As text, without secrets. */
  what: z.string(),
});

interface Verb {
  readonly arguments: z.ZodType;
  readonly answer: z.ZodType;
  readonly callers: readonly Caller[];
  /** Whether it changes the appliance: such verbs run one after another, and each is an action in the journal. */
  readonly changes: boolean;
}

const both = ["app", "console"] as const;
const read = <A extends z.ZodType, R extends z.ZodType>(args: A, answer: R) =>
  ({ arguments: args, answer, callers: both, changes: false }) as const;
const change = <A extends z.ZodType, R extends z.ZodType>(
  args: A,
  answer: R,
  callers: readonly Caller[] = both,
) => ({ arguments: args, answer, callers, changes: true }) as const;

export const verbs = {
  status: read(nothing, boxStatus),
  /** Actions after a number, oldest first, at most 500. Only the newest few thousand are kept. */
  actions: read(z.strictObject({ after: z.int().min(0) }), z.array(action)),

  "program.status": read(nothing, programState),
  /** Goes back to a self-signed certificate; the installed one is deleted. */
  "certificate.reset": change(nothing, nothing),
  /** The plugged-in media. */
  media: read(nothing, z.array(medium)),
  /**
   * Copies an update or a backup from a medium to where the program can read it. The copy lasts until the next one or
   * the next boot.
   */
  "media.fetch": change(
    z.strictObject({ medium: mediumId, path: fileOnMedium }),
    z.strictObject({ path: z.string(), bytes: z.int() }),
  ),

  "network.test": read(z.strictObject({ settings: networkSettings.nullable() }), z.array(check)),
  /**
   * On trial for `seconds`; reverts automatically unless confirmed. The program gets its answer a second before the
   * change, so that it still reaches the browser.
   */
  "network.set": change(
    z.strictObject({ settings: networkSettings, seconds: z.int().min(30).max(600) }),
    z.strictObject({ change: z.string(), until: time }),
  ),
  "network.confirm": change(z.strictObject({ change: z.string().max(100) }), nothing),
  "network.revert": change(nothing, nothing),
  "hostname.set": change(z.strictObject({ hostname }), nothing),
  "clock.set": change(
    z.strictObject({ timezone: z.string().max(64), ntp: z.array(z.union([hostname, ip])).max(4) }),
    clockState,
  ),
  /** Certificate authorities to trust besides the public ones, as PEM; replaces those set before. */
  "authorities.set": change(z.strictObject({ pem: z.string().max(262_144) }), nothing),

  "update.look": read(z.strictObject({ source: updateSource }), offered),
  /** Checks the update and writes it to the other slot; takes effect with the next restart. */
  "update.install": change(z.strictObject({ source: updateSource }), offered),
  /** Starts the other slot's release with the next restart, if it is good. */
  "update.rollback": change(nothing, z.strictObject({ version: z.string() })),

  "program.restart": change(nothing, nothing),
  restart: change(nothing, nothing),
  "power.off": change(nothing, nothing),
  /** Erases all of the customer's data at the next start; `confirm` is the host name. */
  "factory.reset": change(z.strictObject({ confirm: z.string().max(253) }), nothing),

  diagnose: read(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("ping"), target: z.union([hostname, ip]) }),
      z.strictObject({ kind: z.literal("dns"), target: hostname }),
      z.strictObject({ kind: z.literal("mx"), target: hostname }),
      z.strictObject({
        kind: z.literal("smtp"),
        target: z.union([hostname, ip]),
        port: z.int().min(1).max(65535),
      }),
      z.strictObject({
        kind: z.literal("ldap"),
        target: z.union([hostname, ip]),
        port: z.int().min(1).max(65535),
      }),
    ]),
    z.array(check),
  ),
  /** Newest last. */
  logs: read(
    z.strictObject({ unit: z.string().regex(/^[a-zA-Z0-9@._-]{0,64}$/), lines: z.int().min(1).max(2000) }),
    z.array(z.string()),
  ),
  /** Makes a compressed archive of diagnostic data where the program can read it; without mail or secrets. */
  "support.bundle": change(nothing, z.strictObject({ path: z.string(), bytes: z.int() })),
  /** The same archive, on a medium. */
  "support.save": change(
    z.strictObject({ medium: mediumId }),
    z.strictObject({ file: z.string(), bytes: z.int() }),
  ),

  /** Makes a backup of all data on a medium. */
  "backup.save": change(
    z.strictObject({ medium: mediumId }),
    z.strictObject({ file: z.string(), bytes: z.int() }),
  ),
  /** Restores a backup from a medium; only before the appliance is set up. */
  "backup.restore": change(z.strictObject({ medium: mediumId, path: fileOnMedium }), nothing, ["console"]),

  /** The one-time code of the first start; null once the box is set up. */
  "setup.code": {
    arguments: nothing,
    answer: z.strictObject({ code: z.string().nullable() }),
    callers: ["console"],
    changes: false,
  },
  /** Sets a new password for an administrator, and shows it once. */
  "password.reset": change(
    z.strictObject({ user: z.string().max(320) }),
    z.strictObject({ user: z.string(), password: z.string() }),
    ["console"],
  ),
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;
export type Arguments<V extends VerbName> = z.infer<(typeof verbs)[V]["arguments"]>;
export type AnswerTo<V extends VerbName> = z.infer<(typeof verbs)[V]["answer"]>;

/** The same table for generic code: the answer's type follows from the verb's name. */
export const verbTable: {
  readonly [V in VerbName]: {
    readonly arguments: z.ZodType<Arguments<V>>;
    readonly answer: z.ZodType<AnswerTo<V>>;
    readonly callers: readonly Caller[];
    readonly changes: boolean;
  };
} = { ...verbs };
export const isVerb = (name: string): name is VerbName => Object.hasOwn(verbs, name);

export type NetworkSettings = z.infer<typeof networkSettings>;
export type UpdateSource = z.infer<typeof updateSource>;
export type BoxStatus = z.infer<typeof boxStatus>;
export type ProgramState = z.infer<typeof programState>;
export type Medium = z.infer<typeof medium>;
export type Check = z.infer<typeof check>;
export type Action = z.infer<typeof action>;

export const greeting = z.strictObject({ protocol: z.literal(PROTOCOL), version: z.string() });
export const request = z.strictObject({
  id: z.int().positive(),
  verb: z.string(),
  by: z.string().max(320).nullable(),
  arguments: z.unknown(),
});
export const progress = z.strictObject({
  id: z.int().positive(),
  progress: z.strictObject({ done: z.int(), total: z.int().nullable(), what: z.string() }),
});
/**
 * `code`: "denied", "invalid" (the arguments), "busy", "refused" (not possible now; `todo` says what to do), "failed".
 */
export const answer = z.discriminatedUnion("ok", [
  z.strictObject({ id: z.int().positive(), ok: z.literal(true), value: z.unknown() }),
  z.strictObject({
    id: z.int().positive(),
    ok: z.literal(false),
    fault: z.strictObject({
      code: z.enum(["denied", "invalid", "busy", "refused", "failed"]),
      text: z.string(),
      todo: z.string().nullable(),
    }),
  }),
]);
export type Greeting = z.infer<typeof greeting>;
export type Request = z.infer<typeof request>;
export type Progress = z.infer<typeof progress>;
export type Answer = z.infer<typeof answer>;
