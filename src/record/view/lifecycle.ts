import { defaultLifecycle, type Lifecycle } from "../../domain/lifecycle/index.ts";
import type { Database } from "../database.ts";

/** Reads the lifecycle in effect; it is parsed again only when it has changed. */
export function lifecycleReader({ sqlite }: Database): () => Lifecycle {
  const setting = sqlite.prepare<[], string>("SELECT value FROM setting WHERE name = 'lifecycle'").pluck();
  let known: { readonly text: string; readonly lifecycle: Lifecycle } | null = null;
  return () => {
    const text = setting.get();
    if (text === undefined) return defaultLifecycle;
    if (known?.text !== text) known = { text, lifecycle: JSON.parse(text) };
    return known.lifecycle;
  };
}
