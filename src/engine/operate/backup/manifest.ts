import * as z from "zod";

/** The newest format of backup files that this release writes and reads. */
export const FORMAT = 1;

/** Paths of a backup's files in a data folder; only these are valid, so nothing else can be written. */
export const DATABASE = "mailmanager.db";
const path = z.union([z.literal(DATABASE), z.string().regex(/^tls\/(?!\.{1,2}$)[^/\p{Cc}]{1,100}$/u)]);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);

/**
 * The manifest at the beginning of a backup. Fields added by later releases are ignored; an incompatible change
 * raises `format`.
 */
export const manifestShape = z.object({
  format: z.literal(FORMAT),
  /** The release that made it. */
  version: z.string().max(100),
  createdAt: z.iso.datetime(),
  /** Of the machine that it was made on. */
  hostname: z.string().max(253),
  cause: z.enum(["asked", "nightly"]),
  /** The newest position, and the hash that binds it to all before it. */
  journal: z.object({ head: size, chain: digest }),
  /** What a release must support to use the data: steps of the data format, and types of events with their versions. */
  data: z.object({
    steps: z.array(z.object({ name: z.string().max(200), digest })).max(10_000),
    events: z.record(z.string().max(200), z.int().min(1)),
    /** Identifies the read model in the data; null if there is none. */
    model: z.string().max(200).nullable(),
  }),
  /** Null if the release that made it could not tell: the data was from another one. */
  contents: z.object({ tickets: size, mails: size, users: size, mailboxes: size }).nullable(),
  /** In their order in the file, with their sizes in bytes. */
  files: z
    .array(z.object({ path, size }))
    .min(1)
    .max(100)
    .refine(
      (files) => files[0]?.path === DATABASE && new Set(files.map((one) => one.path)).size === files.length,
    ),
});

/** Whether a path is valid in a manifest. */
export const isBackedUp = (name: string): boolean => path.safeParse(name).success;

export type Manifest = z.infer<typeof manifestShape>;

/** Total size of the files in a data folder, in bytes. */
export const unpackedSize = ({ files }: Manifest): number => files.reduce((sum, file) => sum + file.size, 0);
