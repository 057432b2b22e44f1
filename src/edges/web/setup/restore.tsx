/** The alternative to the setup: restoring a backup, which is verified and shown first. */
import { type Fault, fault } from "../../../base/fault.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import type { Result } from "../../../base/result.ts";
import { systemActor } from "../../../domain/actor.ts";
import type { SetupRestore } from "../../../engine/operate/first-start/restore.ts";
import { field, sameSecret } from "../server/form.ts";
import { needs } from "../server/needs.ts";
import { formFault, html } from "../server/respond.tsx";
import { fromElsewhere } from "../server/same-site.ts";
import { uploadPolicy } from "../server/security.ts";
import { drain, takes } from "../server/takes.ts";
import { receiveUpload } from "../server/upload.ts";
import type { Frame } from "../view.ts";
import type { Ctx, Web } from "../web.ts";
import { SetupRestorePage } from "./restore-page.tsx";

interface Around {
  readonly restore: SetupRestore;
  /** The token in every form, once the code was entered. */
  readonly csrf: string;
  readonly frame: (c: Ctx) => Frame;
}

const path = "/setup/restore";
export const restoreUploadPath = `${path}/upload`;
/** Seconds between reloads of the page while work is in progress. */
const AGAIN = 1;

/** Receives the file; has to come before what reads complete forms. */
export function restoreUploadRoute(web: Web, { restore, csrf }: Around): void {
  web.post(restoreUploadPath, needs("code"), async (c) => {
    const told = wholeNumber(c.req.header("Content-Length") ?? "") ?? 0;
    const room = await restore.room();
    const elsewhere = fromElsewhere(c);
    if (elsewhere) restore.refuse(elsewhere);
    // The few bytes around the file do not matter.
    else if (told > room) {
      if (c.req.raw.body) await drain(c.req.raw.body);
      restore.refuse(tooLarge());
    } else {
      const accept = (fields: ReadonlyMap<string, string>) =>
        sameSecret(fields.get("csrf") ?? "", csrf) ? null : fault("request.csrf");
      await restore.receive(async (to, most) => {
        const got = await receiveUpload(c.req.raw, to, accept, most);
        return got.ok && got.value.size === 0 ? { ok: false, error: noFile() } : got;
      });
    }
    // The page shows faults; a script that sent the file goes there too.
    return c.redirect(path, 303);
  });
}

/** The page and its actions, after the code. */
export function restoreRoutes(web: Web, { restore, frame }: Around): void {
  web.get(path, needs("code"), async (c) => {
    const state = restore.state();
    const choosing = state.step === "choose";
    const view = {
      frame: frame(c),
      state: choosing ? { step: state.step, fault: state.fault && formFault(c, state.fault) } : state,
      offered: choosing ? await restore.offered() : [],
      sticks: restore.sticks(),
      room: choosing ? await restore.room() : 0,
    };
    c.set("policy", uploadPolicy);
    const page = html(c, <SetupRestorePage view={view} />);
    if (state.step === "working") page.headers.set("Refresh", String(AGAIN));
    return page;
  });

  web.post(path, needs("code"), takes({ only: { do: ["choose", "confirm", "discard"] } }), (c) => {
    const form = c.get("form");
    switch (field(form, "do")) {
      case "choose":
        told(restore.choose(field(form, "id")));
        break;
      case "confirm":
        told(restore.confirm(systemActor("first start")));
        break;
      case "discard":
        restore.discard();
    }
    return c.redirect(path, 303);
  });

  function told(result: Result<void, Fault>): void {
    if (!result.ok) restore.refuse(result.error);
  }
}

const tooLarge = () => fault("disk.room");
const noFile = () => fault("upload.file", { field: "file" });
