import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { sendFile } from "../../server/files.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { SupportPage } from "./page.tsx";

const path = "/system/support";

/** Makes a support bundle and sends it as the response. */
export function supportRoutes(site: Site, web: Web): void {
  const { box } = site.engine;
  const show = (c: Ctx, fault: FormFault | null = null, status = 200) => {
    const view = { frame: frameOf(site, c, "system"), present: box.present(), fault };
    return html(c, <SupportPage view={view} />, status);
  };

  web.get(path, needs("system.read"), (c) => show(c));

  web.post(path, needs("system.write"), takes(), async (c) => {
    const made = await box.ask(sessionOf(c).caller, "support.bundle", {});
    if (!made.ok) return show(c, formFault(c, made.error), 422);
    // A few megabytes at most, since each part is limited.
    const bytes = await readFile(made.value.path);
    return sendFile(c, { name: basename(made.value.path), type: "application/gzip", bytes }, false);
  });
}
