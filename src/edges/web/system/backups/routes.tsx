import type { BackupJob } from "../../../../engine/operate/backups.ts";
import { textIn } from "../../../../text/web.ts";
import { sendStream } from "../../server/files.ts";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import { actorName } from "../../tickets/event-text.ts";
import { personFinder } from "../../tickets/list-model.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { BackupsPage } from "./page.tsx";
import type { BackupsView } from "./view.ts";

/** The most entries of the history shown. */
const SHOWN = 20;
/** Seconds between reloads of the page while a backup is being made. */
const AGAIN = 2;
const path = "/system/backups";

export function backupRoutes(site: Site, web: Web): void {
  const { engine } = site;

  const show = async (c: Ctx, problem: FormFault | null = null, status = 200) => {
    const { caller } = sessionOf(c);
    const backups = await engine.backups.list(caller);
    if (!backups.ok) return faultPage(site, c, backups.error);
    const job = engine.backups.job(caller);
    const frame = frameOf(site, c, "system");
    const read = readOf(site, c);
    const around = { t: textIn(frame.language), person: personFinder(read) };
    const events = await read.system.backupEvents(SHOWN);
    const view: BackupsView = {
      frame,
      backups: backups.value,
      job: job && shownJob(c, job),
      lastAt: engine.backups.lastAt(caller),
      fault: problem,
      history: events.map(({ time, actor, event }) => ({ at: time, actor: actorName(actor, around), event })),
    };
    const page = html(c, <BackupsPage view={view} />, status);
    if (job?.outcome === null) page.headers.set("Refresh", String(AGAIN));
    return page;
  };

  web.get(path, needs("backups.write"), (c) => show(c));

  web.post(path, needs("backups.write"), takes(), async (c) => {
    const begun = engine.backups.create(sessionOf(c).caller);
    if (begun.ok) return c.redirect(path, 303);
    return show(c, formFault(c, begun.error), 409);
  });

  web.post(`${path}/delete`, needs("backups.write"), takes(), async (c) => {
    const removed = await engine.backups.remove(sessionOf(c).caller, field(c.get("form"), "name"));
    return removed.ok ? done(c, path, "backup.removed") : faultPage(site, c, removed.error);
  });

  web.get(`${path}/:name`, needs("backups.write"), async (c) => {
    const name = c.req.param("name");
    const found = await engine.backups.download(sessionOf(c).caller, name);
    return found.ok ? sendStream(c, name, found.value) : faultPage(site, c, found.error);
  });
}

function shownJob(c: Ctx, { done: bytes, total, what, outcome }: BackupJob): BackupsView["job"] {
  return {
    what,
    percent: total === null || total === 0 ? null : Math.floor((bytes / total) * 100),
    done: outcome !== null && "file" in outcome,
    fault: outcome && "fault" in outcome ? formFault(c, outcome.fault) : null,
  };
}
