import { join } from "node:path";
import { version } from "../src/base/version.ts";
import { type Actions, openActions } from "./actions.ts";
import { openPin, type Pin } from "./pin.ts";
import type { Places } from "./places.ts";
import type { Run } from "./run.ts";
import { type SettingsStore, settingsIn } from "./settings.ts";

/** What the verbs work with. */
export interface Box {
  readonly version: string;
  readonly places: Places;
  readonly run: Run;
  readonly now: () => number;
  readonly log: (text: string) => void;
  readonly settings: SettingsStore;
  readonly actions: Actions;
  readonly pin: Pin;
}

export interface BoxParts {
  readonly places: Places;
  readonly run: Run;
  readonly now: () => number;
  readonly log: (text: string) => void;
}

/** The appliance with its files in these places. */
export function openBox({ places, run, now, log }: BoxParts): Box {
  return {
    ...{ version, places, run, now, log },
    settings: settingsIn(places.state, log),
    actions: openActions(places.state, join(places.run, "newest-action"), now, log),
    pin: openPin(places.state, now, log),
  };
}
