import { join } from "node:path";
import { fault } from "../../../../base/fault.ts";
import { type UpdateJob, updateSourceOf } from "../../../../engine/operate/updates.ts";
import { actionText } from "../../../../text/actions.ts";
import { textIn } from "../../../../text/web.ts";
import { done } from "../../server/flash.ts";
import { field, sameSecret } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { fromElsewhere } from "../../server/same-site.ts";
import { takes } from "../../server/takes.ts";
import { receiveUpload } from "../../server/upload.ts";
import { actorName } from "../../tickets/event-text.ts";
import { personFinder } from "../../tickets/list-model.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { RestartingPage, UpdatesPage } from "./page.tsx";
import type { UpdatesView } from "./view.ts";

/** The most entries of the history shown, and actions searched for them. */
const SHOWN = 20;
const LOOKED_AT = 200;
/** Seconds between reloads of the page while an update is being installed. */
const AGAIN = 2;
const path = "/system/updates";
export const updateUploadPath = `${path}/upload`;

/** Receives a form whose file is too large for memory. */
function updateUploadRoute(site: Site, web: Web): void {
  web.post(updateUploadPath, needs("system.write"), async (c) => {
    const session = sessionOf(c);
    const elsewhere = fromElsewhere(c);
    if (elsewhere) return faultPage(site, c, elsewhere);
    const file = join(site.uploads.folder, "uploaded.update");
    const room = (await site.uploads.free()) - site.uploads.reserve;
    const busy = site.engine.updates.job(session.caller)?.outcome === null;
    const accept = (fields: ReadonlyMap<string, string>) => {
      if (!sameSecret(fields.get("csrf") ?? "", session.csrf)) return fault("request.csrf");
      return busy ? fault("update.running") : null;
    };
    const uploaded = await receiveUpload(c.req.raw, file, accept, room);
    if (!uploaded.ok) return faultPage(site, c, uploaded.error);
    const begun = site.engine.updates.install(
      session.caller,
      { kind: "file", path: file },
      site.uploads.remove,
    );
    return begun.ok ? c.redirect(path, 303) : faultPage(site, c, begun.error);
  });
}

export function updateRoutes(site: Site, web: Web): void {
  const { engine } = site;
  updateUploadRoute(site, web);

  const show = async (
    c: Ctx,
    more: Partial<Pick<UpdatesView, "url" | "found" | "fault" | "sticks">> = {},
    status = 200,
  ) => {
    const job = shownJob(c, engine.updates.job(sessionOf(c).caller));
    const state = await stateOf(site, c);
    const frame = frameOf(site, c, "system");
    const read = readOf(site, c);
    const around = { t: textIn(frame.language), person: personFinder(read) };
    const acted = await read.system.boxActions(LOOKED_AT);
    const view: UpdatesView = {
      frame,
      state: state.state,
      job,
      ...{ sticks: null, url: "", found: null, fault: state.fault },
      ...more,
      history: acted
        .filter(({ event }) => event.action.verb.startsWith("update."))
        .slice(0, SHOWN)
        .map(({ time, actor, event: { action } }) => ({
          ...{ at: time, actor: actorName(actor, around), what: actionText(frame.language, action) },
          ok: action.outcome === "done",
        })),
    };
    const page = html(c, <UpdatesPage view={view} />, status);
    if (job && job.installed === null && job.fault === null) page.headers.set("Refresh", String(AGAIN));
    return page;
  };

  web.get(path, needs("system.read"), async (c) => {
    // Searched only on request, so that a stick is not read at every reload.
    if (c.req.query("look") !== "media" || !engine.box.present()) return show(c);
    const media = await engine.box.ask(sessionOf(c).caller, "media", {});
    if (!media.ok) return show(c, { fault: formFault(c, media.error) }, 422);
    const sticks = media.value.flatMap(({ id, label, updates }) =>
      updates.map(({ path, bytes }) => ({
        source: `medium:${id}/${path}`,
        name: path,
        label: label || id,
        bytes,
      })),
    );
    return show(c, { sticks });
  });

  web.post(
    `${path}/address`,
    needs("system.write"),
    takes({ only: { do: ["look", "install"] } }),
    async (c) => {
      const { caller } = sessionOf(c);
      const form = c.get("form");
      const url = field(form, "url").trim();
      const source = updateSourceOf(url);
      if (source === null) {
        const problem = fault("update.address", { field: "url" });
        return show(c, { url, fault: formFault(c, problem) }, 422);
      }
      if (field(form, "do") === "install") {
        const begun = engine.updates.install(caller, source);
        return begun.ok ? c.redirect(path, 303) : show(c, { url, fault: formFault(c, begun.error) }, 422);
      }
      const found = await engine.box.ask(caller, "update.look", { source });
      if (!found.ok) return show(c, { url, fault: formFault(c, found.error) }, 422);
      const { version, builtAt, bytes } = found.value;
      return show(c, { url, found: { version, builtAt: Date.parse(builtAt), bytes } });
    },
  );

  web.post(`${path}/rollback`, needs("system.write"), takes(), async (c) => {
    const back = await engine.box.ask(sessionOf(c).caller, "update.rollback", {});
    if (!back.ok) return show(c, { fault: formFault(c, back.error) }, 422);
    return done(c, path, "rollback");
  });

  web.post(`${path}/restart`, needs("system.write"), takes(), async (c) => {
    const restarting = await engine.box.ask(sessionOf(c).caller, "restart", {});
    if (!restarting.ok) return show(c, { fault: formFault(c, restarting.error) }, 422);
    return html(c, <RestartingPage view={{ frame: frameOf(site, c, "system") }} />);
  });
}

async function stateOf({ engine }: Site, c: Ctx): Promise<Pick<UpdatesView, "state" | "fault">> {
  if (!engine.box.present()) return { state: null, fault: null };
  const nothing = { running: null, other: null, fellBack: null, developmentKey: false };
  const status = await engine.box.ask(sessionOf(c).caller, "status", {});
  if (!status.ok) return { state: nothing, fault: formFault(c, status.error) };
  const { slots, last, developmentKey } = status.value.update;
  const running = slots.find((slot) => slot.running);
  const other = slots.find((slot) => !slot.running);
  return {
    fault: null,
    state: {
      running: running?.version ? { version: running.version, trying: running.state === "trying" } : null,
      other:
        other?.version && other.state !== "empty" ? { version: other.version, state: other.state } : null,
      fellBack: last?.outcome === "fell-back" ? last : null,
      developmentKey,
    },
  };
}

function shownJob(c: Ctx, job: UpdateJob | null): UpdatesView["job"] {
  if (job === null) return null;
  const { done, total, what, outcome } = job;
  return {
    what,
    percent: total === null || total === 0 ? null : Math.floor((done / total) * 100),
    installed: outcome && "version" in outcome ? outcome.version : null,
    fault: outcome && "fault" in outcome ? formFault(c, outcome.fault) : null,
  };
}
