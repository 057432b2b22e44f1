import { readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { type Disk, diskOf } from "../../engine/operate/data-folder/disk.ts";
import { about } from "../about.ts";

/** What doctor asks of the machine; handed in so that tests can say what it is like. */
export interface Surroundings {
  readonly now: () => number;
  readonly versions: () => { readonly node: string; readonly sqlite: string };
  /** The number of the user that a file or folder belongs to; null when it is gone meanwhile. */
  readonly owner: (path: string) => number | null;
  readonly disk: (folder: string) => Promise<Disk>;
  /** How many files a process may have open; of this one when `pid` is null. Null where nobody tells. */
  readonly openFiles: (pid: number | null) => number | null;
  /** Whether something listens at ADDR:PORT. */
  readonly answers: (place: string) => Promise<boolean>;
}

export const machine: Surroundings = {
  now: Date.now,
  versions: about,
  owner: (path) => statSync(path, { throwIfNoEntry: false })?.uid ?? null,
  disk: diskOf,
  openFiles,
  answers,
};

function openFiles(pid: number | null): number | null {
  try {
    const limits = readFileSync(`/proc/${pid ?? "self"}/limits`, "utf8");
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
    return soft === undefined ? null : soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    // Not a Linux, or a process of somebody else: nothing is known, and the finding says so.
    return null;
  }
}

/** Milliseconds that a listener may take to accept. */
const PATIENCE = 3000;

function answers(place: string): Promise<boolean> {
  const at = place.lastIndexOf(":");
  const host = place.slice(0, at).replace(/^\[|\]$/g, "");
  // What listens on all addresses also listens on the loopback.
  const here = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return new Promise((resolve) => {
    const socket = connect({ host: here, port: Number(place.slice(at + 1)), timeout: PATIENCE });
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => done(true));
    socket.once("timeout", () => done(false));
    socket.once("error", () => done(false));
  });
}
