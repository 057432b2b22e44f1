import { join } from "node:path";
import * as z from "zod";
import { isMissing, textIfAny, writeDurably } from "./files.ts";
import { networkSettings, verbs } from "./protocol.ts";

const clock = verbs["clock.set"].arguments;

/** What administrators chose for the box; null where nothing was chosen yet, and the box's own way holds. */
export const boxSettings = z.strictObject({
  network: networkSettings.nullable(),
  hostname: verbs["hostname.set"].arguments.shape.hostname.nullable(),
  clock: clock.nullable(),
  /** Certificates of further authorities, as PEM; "" for none. */
  authorities: verbs["authorities.set"].arguments.shape.pem,
});
export type BoxSettings = z.infer<typeof boxSettings>;

const noSettings: BoxSettings = { network: null, hostname: null, clock: null, authorities: "" };

export interface SettingsStore {
  /** What holds. A file that cannot be read gives way to the one before it, and that to none: the box has to start. */
  read(): BoxSettings;
  /** After this returns, they survive a power cut; those before are kept beside them. */
  write(settings: BoxSettings): void;
}

/** The settings in the box's folder: settings.json, and settings.previous.json with those before. */
export function settingsIn(folder: string, complain: (text: string) => void): SettingsStore {
  const file = join(folder, "settings.json");
  const previous = join(folder, "settings.previous.json");
  return {
    read: () => readFrom(file, complain) ?? readFrom(previous, complain) ?? noSettings,
    write(settings) {
      const before = textIfAny(file);
      if (before !== null && readFrom(file, complain) !== null) writeDurably(previous, before);
      writeDurably(file, `${JSON.stringify(settings, null, 2)}\n`);
    },
  };
}

function readFrom(file: string, complain: (text: string) => void): BoxSettings | null {
  try {
    const text = textIfAny(file);
    if (text === null) return null;
    const read = boxSettings.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    complain(`${file} does not hold: ${z.prettifyError(read.error)}`);
  } catch (cause) {
    if (!isMissing(cause))
      complain(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`);
  }
  return null;
}
