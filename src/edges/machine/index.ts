/** The machine that the program runs on, for the health checks. */
import type { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { problemOf } from "../../base/failure.ts";
import { fault, type StoredFault } from "../../base/fault.ts";
import { reachableAt } from "../../base/reachable-at.ts";
import { asciiHost } from "../../engine/operate/certificates/self-signed.ts";
import { diskOf } from "../../engine/operate/data-folder/disk.ts";
import type { Surroundings } from "../../engine/operate/health/surroundings.ts";

export { ownAddresses } from "./addresses.ts";

/** @param versions of the program's components */
export const machineWith = (versions: Surroundings["versions"]): Surroundings => ({
  now: Date.now,
  versions,
  owner: (path) => statSync(path, { throwIfNoEntry: false })?.uid ?? null,
  disk: diskOf,
  openFiles,
  answers,
  certificateAt,
});

function openFiles(pid: number | null): number | null {
  try {
    const limits = readFileSync(`/proc/${pid ?? "self"}/limits`, "utf8");
    // linear: tried once a line, and no two neighbouring repetitions share a character
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
    return soft === undefined ? null : soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    // Not Linux, or another user's process: unknown, and the finding says so.
    return null;
  }
}

/** Milliseconds that a listener may take. */
const PATIENCE = 3000;

function answers(place: string): Promise<boolean> {
  const to = place.startsWith("/") ? { path: place } : reachableAt(place);
  return new Promise((resolve) => {
    const socket = connect(to);
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PATIENCE, () => done(false));
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
  });
}

function certificateAt(place: string, hostname: string): Promise<X509Certificate | StoredFault> {
  const { host, port } = reachableAt(place);
  return new Promise((resolve) => {
    // Whether it can be trusted is what is being checked; nothing is sent over this connection.
    const socket = connectTls({ host, port, servername: asciiHost(hostname), rejectUnauthorized: false });
    const done = (result: X509Certificate | StoredFault) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PATIENCE, () => done(fault("server.silent")));
    socket.once("error", (cause) => done(problemOf(cause)));
    socket.once("secureConnect", () =>
      done(socket.getPeerX509Certificate() ?? fault("server.no-certificate")),
    );
  });
}
