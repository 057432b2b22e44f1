import * as z from "zod";

/** The newest format of a backup's file that this release writes and reads. */
export const FORMAT = 1;

/** Where a file of a backup belongs in a data folder; nothing else can be named, so nothing else can be written. */
export const DATABASE = "mailmanager.db";
const path = z.union([z.literal(DATABASE), z.string().regex(/^tls\/(?!\.{1,2}$)[^/\p{Cc}]{1,100}$/u)]);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);

/**
 * What a backup says of itself, at its beginning. What a later release adds to it is passed over; what an older one
 * cannot do without raises `format`.
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
  /** What has to be understood to go on with the data: steps of the data format, and types of events in their versions. */
  data: z.object({
    steps: z.array(z.object({ name: z.string().max(200), digest })).max(10_000),
    events: z.record(z.string().max(200), z.int().min(1)),
    /** Names the read model that the data holds; null where it holds none. */
    model: z.string().max(200).nullable(),
  }),
  /** Null where the release that made it could not tell: the data was of another one. */
  contents: z.object({ tickets: size, mails: size, users: size, mailboxes: size }).nullable(),
  /** In the order in which they follow, with their bytes. */
  files: z
    .array(z.object({ path, size }))
    .min(1)
    .max(100)
    .refine(
      (files) => files[0]?.path === DATABASE && new Set(files.map((one) => one.path)).size === files.length,
    ),
});

/** Whether a path can stand in a manifest. */
export const isBackedUp = (name: string): boolean => path.safeParse(name).success;

export type Manifest = z.infer<typeof manifestShape>;

/** Bytes of all files together, as they lie in a data folder. */
export const unpackedSize = ({ files }: Manifest): number => files.reduce((sum, file) => sum + file.size, 0);
