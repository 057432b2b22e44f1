import { existsSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import * as z from "zod";
import { ok } from "../../src/base/result.ts";
import { textIfAny } from "../files.ts";
import type { Handler } from "../handler.ts";
import type { ProgramState } from "../protocol.ts";

/** The used fields of run.json, which the program writes while it runs. */
const runFile = z.object({ pid: z.int(), https: z.string().nullable() });
/** The used fields of status.json, which it updates while it runs. */
const statusFile = z.object({
  pid: z.int(),
  queue: z.object({ incoming: z.int(), outgoing: z.int() }),
  lastBackup: z.iso.datetime().nullable().optional(),
});

/** Milliseconds to wait for the program's certificate. */
const PATIENCE = 3000;

/** Checks from outside whether the program runs, and which certificate it really serves. */
export const programStatus: Handler<"program.status"> = {
  async run({ places }) {
    const running = runFile.safeParse(asJson(textIfAny(join(places.data, "run.json"))));
    const told = statusFile.safeParse(asJson(textIfAny(join(places.data, "status.json"))));
    // The files of a dead program are out of date.
    const said = running.success && told.data?.pid === running.data.pid ? told.data : null;
    return ok({
      running: running.success,
      setUp: existsSync(join(places.data, "mailmanager.db")),
      queue: said && { incoming: said.queue.incoming, outgoing: said.queue.outgoing },
      lastBackup: said?.lastBackup ?? null,
      certificate: running.success && running.data.https ? await shownAt(running.data.https) : null,
    });
  },
};

/** The certificate served at ADDR:PORT; null if there is none. */
function shownAt(place: string): Promise<ProgramState["certificate"]> {
  const [, name = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(place) ?? [];
  const host = /^(0\.0\.0\.0|::|)$/.test(name) ? "127.0.0.1" : name;
  return new Promise((resolve) => {
    // Not verified: people compare it.
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve(null));
    socket.on("secureConnect", () => {
      const shown = socket.getPeerX509Certificate();
      resolve(
        shown
          ? {
              fingerprint: shown.fingerprint256.replaceAll(":", "").toLowerCase(),
              selfSigned: shown.issuer === shown.subject,
              names: namesIn(shown.subjectAltName),
              notAfter: new Date(shown.validTo).toISOString(),
            }
          : null,
      );
      socket.destroy();
    });
  });
}

function namesIn(alternatives: string | undefined): string[] {
  return (alternatives ?? "").split(", ").flatMap((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1] ?? []);
}

function asJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
