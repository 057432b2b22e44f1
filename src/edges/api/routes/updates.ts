import * as z from "zod";
import { verbs } from "../../../../appliance/protocol.ts";
import { fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { UpdateJob } from "../../../engine/operate/updates.ts";
import { updateSourceOf } from "../../../engine/operate/updates.ts";
import { stepText } from "../../../text/box-steps.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { bodyOf, type Route, route } from "../route.ts";
import { timeOf } from "../shapes.ts";

const Job = z
  .strictObject({
    startedAt: z.iso.datetime(),
    state: z.enum(["running", "installed", "failed"]),
    done: z.int().min(0).describe("In bytes"),
    total: z.int().min(0).nullable(),
    what: z.string(),
    version: z.string().nullable().describe("The release that was installed"),
    problem: z.string().nullable(),
  })
  .meta({ id: "UpdateJob", description: "The current installation, or the last one" });
const { slots, last, developmentKey } = verbs.status.answer.shape.update.shape;
const State = z
  .strictObject({
    ...{ slots, developmentKey },
    last: z.strictObject({ ...last.unwrap().shape, cause: z.string().nullable() }).nullable(),
    job: Job.nullable(),
  })
  .meta({ id: "Updates", description: "The releases on the appliance" });
const Offered = verbs["update.look"].answer.meta({ id: "OfferedUpdate" });
const Media = z.strictObject({ items: verbs.media.answer }).meta({ id: "Media" });
const From = object({
  source: z
    .string()
    .max(2000)
    .describe(
      "The URL (http or https) of an update or of a page that lists updates, a path on the appliance, or medium:ID/NAME for a file on a USB stick or disc (GET /system/media)",
    ),
});

/** Updates of the appliance, if there is one. */
export function updateRoutes({ engine }: ApiParts): readonly Route[] {
  const { box, updates } = engine;
  return [
    route({
      method: "get",
      path: "/system/updates",
      summary: "Get the releases on the appliance and the progress of an installation",
      needs: "system.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: State,
      async handle({ caller, language }) {
        const status = await box.ask(caller, "status", {});
        if (!status.ok) return status;
        const job = updates.job(caller);
        const { last: newest, ...state } = status.value.update;
        const cause = newest?.cause ? faultText(language, newest.cause) : null;
        return ok({
          body: { ...state, last: newest && { ...newest, cause }, job: job && shown(job, language) },
        });
      },
    }),

    route({
      method: "get",
      path: "/system/media",
      summary: "List USB sticks and discs with the updates and backups on them",
      needs: "system.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: Media,
      async handle({ caller }) {
        const media = await box.ask(caller, "media", {});
        return media.ok ? ok({ body: { items: media.value } }) : media;
      },
    }),

    route({
      method: "post",
      path: "/system/updates/look",
      summary: "Check whether the update at a source can be installed",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: From,
      response: Offered,
      async handle({ caller, body }) {
        const source = sourceIn(body.source);
        if (!source.ok) return source;
        return bodyOf(await box.ask(caller, "update.look", { source: source.value }));
      },
    }),

    route({
      method: "post",
      path: "/system/updates/install",
      summary: "Start to install an update; it takes effect with the next restart",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: From,
      response: Job,
      handle({ caller, body, language }) {
        const source = sourceIn(body.source);
        if (!source.ok) return source;
        const begun = updates.install(caller, source.value);
        return begun.ok ? ok({ body: shown(begun.value, language) }) : begun;
      },
    }),

    route({
      method: "post",
      path: "/system/updates/rollback",
      summary: "Roll back: start the other release with the next restart",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: nothing,
      response: verbs["update.rollback"].answer,
      async handle({ caller }) {
        return bodyOf(await box.ask(caller, "update.rollback", {}));
      },
    }),
  ];
}

function sourceIn(
  text: string,
): Result<NonNullable<ReturnType<typeof updateSourceOf>>, ReturnType<typeof fault>> {
  const source = updateSourceOf(text);
  return source ? ok(source) : refuse(fault("update.source", { field: "source" }));
}

function shown(
  { startedAt, done, total, what, outcome }: UpdateJob,
  language: Language,
): z.input<typeof Job> {
  const version = outcome && "version" in outcome ? outcome.version : null;
  const problem = outcome && "fault" in outcome ? faultText(language, outcome.fault) : null;
  const state = outcome === null ? "running" : version === null ? "failed" : "installed";
  return {
    startedAt: timeOf(startedAt),
    state,
    done,
    total,
    what: stepText(language, what),
    version,
    problem,
  };
}
