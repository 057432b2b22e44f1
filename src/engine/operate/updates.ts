import { type Arguments, verbs } from "../../../appliance/protocol.ts";
import type { Now } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type Caller, may } from "../../domain/policy/index.ts";
import { forbidden } from "../people/caller.ts";
import type { Box } from "./box.ts";

export type UpdateSource = Arguments<"update.install">["source"];

/** An installation in progress, or the last one since the program started. */
export interface UpdateJob {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly from: UpdateSource;
  /** The progress in bytes; `total` is null if it is not known. */
  readonly done: number;
  readonly total: number | null;
  readonly what: string;
  /** Null while it is in progress. */
  readonly outcome: { readonly version: string } | { readonly fault: Fault } | null;
}

export interface Updates {
  /** The current or last installation; null if there was none, or the caller may not see the appliance. */
  job(caller: Caller): UpdateJob | null;
  /**
   * Starts to install; the progress is in `job`. One at a time.
   * @param after called when it has ended, with or without success
   */
  install(caller: Caller, source: UpdateSource, after?: () => void): Result<UpdateJob, Fault>;
}

/**
 * Parses a source as typed: a URL, a path on the appliance, or a file on a stick or disc as "medium:ID/NAME"; null for
 * anything else.
 */
export function updateSourceOf(text: string): UpdateSource | null {
  const typed = text.trim();
  const [, medium, path] = /^medium:([^/]+)\/(.+)$/s.exec(typed) ?? [];
  if (medium !== undefined) {
    const read = verbs["update.install"].arguments.safeParse({ source: { kind: "medium", medium, path } });
    return read.success ? read.data.source : null;
  }
  if (/^\/[^\0]{0,4000}$/.test(typed)) return { kind: "file", path: typed };
  const known = URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol);
  return known ? { kind: "url", url: typed } : null;
}

interface Parts {
  readonly box: Pick<Box, "ask" | "present">;
  readonly now: Now;
  readonly log: Log;
}

/** Installs updates on the appliance in the background. */
export function createUpdates({ box, now, log }: Parts): Updates {
  let job: UpdateJob | null = null;

  return {
    job: (caller) => (may(caller, "system.read").ok ? job : null),
    install(caller, from, after = () => {}) {
      const denied = forbidden(caller, "system.write");
      if (denied) return denied;
      if (!box.present()) return refuse(fault("box.absent"));
      if (job?.outcome === null) return refuse(fault("update.running"));
      const begun = { startedAt: now(), from, done: 0, total: null, what: "", outcome: null };
      job = begun;
      let latest: UpdateJob = begun;
      const tell = (more: Partial<UpdateJob>) => {
        latest = { ...latest, ...more };
        job = latest;
      };
      void box
        .ask(caller, "update.install", { source: from }, (done, total, what) => tell({ done, total, what }))
        .then((answer) =>
          tell({ outcome: answer.ok ? { version: answer.value.version } : { fault: answer.error } }),
        )
        .catch((cause: unknown) => {
          log.error("an update could not be installed", { cause });
          tell({ outcome: { fault: fault("internal.bug") } });
        })
        .finally(after);
      return ok(begun);
    },
  };
}
