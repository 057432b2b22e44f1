/**
 * The protocol of the privileged helper: its verbs with their arguments, their answers, and who may use them; the
 * values in these are in protocol-values.ts. Both sides share nothing else.
 *
 * Messages are JSON objects in UTF-8 on a Unix stream socket, one per line, at most `LINE_LIMIT` bytes each. The helper
 * starts with a `Greeting`. A `Request` gets any number of `Progress` lines and then one `Answer`, all with its id.
 * Requests on one connection run concurrently, but changes run one after another. The socket tells the caller:
 * `app.sock` is for the program, which has checked its user's permission and names that user; `console.sock` can be
 * opened only by root, which on the appliance means someone at the console.
 */
import * as z from "zod";
import {
  action,
  boxFault,
  boxStatus,
  check,
  clockState,
  doneAction,
  fileOnMedium,
  hostname,
  ip,
  medium,
  mediumId,
  networkInterface,
  networkSettings,
  nothing,
  offered,
  pinDigits,
  programState,
  time,
  updateSource,
} from "./protocol-values.ts";

export { action, boxFault, doneAction, networkInterface, networkSettings };

export const PROTOCOL = 1;
export const LINE_LIMIT = 1_048_576;
export const appSocket = "/run/mailmanager-box/app.sock";
export const consoleSocket = "/run/mailmanager-box/console.sock";
/**
 * Contains "LOG NUMBER" of the newest action, readable by all, so that followers ask only when there is something new.
 */
export const newestAction = "/run/mailmanager-box/newest-action";

export type Caller = "app" | "console";

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
  /** Sets the clock by hand, where no time server can be reached; not before the release was built. */
  "clock.adjust": change(z.strictObject({ to: time }), clockState),
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
  /** Whether the console has a PIN, whether it was entered on this connection, and the seconds until one can be tried. */
  "pin.state": read(
    nothing,
    z.strictObject({ set: z.boolean(), unlocked: z.boolean(), wait: z.int().min(0) }),
  ),
  /** Enters the PIN: this connection may do everything until it ends. */
  "pin.unlock": {
    arguments: z.strictObject({ pin: pinDigits }),
    answer: nothing,
    callers: ["console"],
    changes: false,
  },
  "pin.set": change(z.strictObject({ pin: pinDigits }), nothing),
  "pin.remove": change(nothing, nothing),

  /** Sets a new password for an administrator, and shows it once. */
  "password.reset": change(
    z.strictObject({ user: z.string().max(320) }),
    z.strictObject({ user: z.string(), password: z.string() }),
    ["console"],
  ),
} as const satisfies Record<string, Verb>;

/** What the console shows, and how it is unlocked: without a PIN, even if there is one. */
export const withoutPin: ReadonlySet<VerbName> = new Set([
  ...(["status", "program.status", "setup.code", "pin.state", "pin.unlock"] as const),
]);

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
/** `what`: a code of `src/base/box-steps.ts`, the name of a file, or what the program says that it is doing. */
export const progress = z.strictObject({
  id: z.int().positive(),
  progress: z.strictObject({ done: z.int(), total: z.int().nullable(), what: z.string() }),
});
export const answer = z.discriminatedUnion("ok", [
  z.strictObject({ id: z.int().positive(), ok: z.literal(true), value: z.unknown() }),
  z.strictObject({
    id: z.int().positive(),
    ok: z.literal(false),
    fault: boxFault,
  }),
]);
export type Greeting = z.infer<typeof greeting>;
export type Request = z.infer<typeof request>;
export type Progress = z.infer<typeof progress>;
export type Answer = z.infer<typeof answer>;
