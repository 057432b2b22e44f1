import { existsSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import * as z from "zod";
import { ok } from "../../src/base/result.ts";
import { textIfAny } from "../files.ts";
import type { Handler } from "../handler.ts";
import type { ProgramState } from "../protocol.ts";

/** Of what the program writes about itself while it runs (run.json), what is of use here. */
const runFile = z.object({ pid: z.int(), https: z.string().nullable() });
/** What it tells beside that while it is at work (status.json). */
const statusFile = z.object({
  pid: z.int(),
  queue: z.object({ incoming: z.int(), outgoing: z.int() }),
  lastBackup: z.iso.datetime().nullable().optional(),
});

/** Milliseconds until the program has shown its certificate. */
const PATIENCE = 3000;

/** Looks from outside: whether the program runs, and which certificate it really shows. */
export const programStatus: Handler<"program.status"> = {
  async run({ places }) {
    const running = runFile.safeParse(asJson(textIfAny(join(places.data, "run.json"))));
    const told = statusFile.safeParse(asJson(textIfAny(join(places.data, "status.json"))));
    // What a program said that has died since is not the truth.
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

/** The certificate that is shown at ADDR:PORT; null where none is. */
function shownAt(place: string): Promise<ProgramState["certificate"]> {
  const [, name = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(place) ?? [];
  const host = /^(0\.0\.0\.0|::|)$/.test(name) ? "127.0.0.1" : name;
  return new Promise((resolve) => {
    // Looked at, not trusted: it is for people to compare.
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
