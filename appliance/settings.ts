import { join } from "node:path";
import * as z from "zod";
import { isMissing, textIfAny, writeDurably } from "./files.ts";
import { networkSettings, verbs } from "./protocol.ts";

const clock = verbs["clock.set"].arguments;

/** The appliance's settings, as chosen by administrators; null: the default. */
export const boxSettings = z.strictObject({
  network: networkSettings.nullable(),
  hostname: verbs["hostname.set"].arguments.shape.hostname.nullable(),
  clock: clock.nullable(),
  /** Additional certificate authorities, as PEM; "" for none. */
  authorities: verbs["authorities.set"].arguments.shape.pem,
});
export type BoxSettings = z.infer<typeof boxSettings>;

const noSettings: BoxSettings = { network: null, hostname: null, clock: null, authorities: "" };

export interface SettingsStore {
  /**
   * The current settings. If the file cannot be read, those before are used, and if those cannot, none: the appliance
   * has to start.
   */
  read(): BoxSettings;
  /** After this returns, they survive a power cut; the previous ones are kept as well. */
  write(settings: BoxSettings): void;
}

/** Settings in the state folder: settings.json, and settings.previous.json with the previous ones. */
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
