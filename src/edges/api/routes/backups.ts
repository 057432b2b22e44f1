import * as z from "zod";
import { ok } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import type { BackupJob, StoredBackup } from "../../../engine/operate/backups.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { fileHeaders } from "../download.ts";
import { nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { timeOf } from "../shapes.ts";

const cause = z.enum(["asked", "nightly"]);
const Job = z
  .strictObject({
    startedAt: z.iso.datetime(),
    cause,
    state: z.enum(["running", "made", "failed"]),
    done: z.int().min(0),
    total: z
      .int()
      .min(0)
      .nullable()
      .describe("The value of `done` at the end of this step; null if not known yet"),
    what: z.string(),
    file: z.string().nullable().describe("File name of the backup"),
    problem: z.string().nullable(),
  })
  .meta({
    id: "BackupJob",
    description: "The backup that is being created, or the last one since the program started",
  });
const Backup = z
  .strictObject({
    name: z.string(),
    bytes: z.int().min(0),
    createdAt: z.iso.datetime(),
    cause,
    hostname: z.string().describe("The machine that it was created on"),
    version: z.string().describe("The release that created it"),
    position: z.int().min(0).describe("The last journal position that it contains"),
    contents: z
      .strictObject({ tickets: z.int().min(0), mails: z.int().min(0) })
      .nullable()
      .describe("Null if the backup does not state it"),
  })
  .meta({ id: "Backup" });
const Backups = z
  .strictObject({ items: z.array(Backup), job: Job.nullable() })
  .meta({ id: "Backups", description: "The stored backups, newest first" });
const named = object({ name: z.string().max(300).describe("File name of the backup") });

/** Backups: everything in one file each, only for administrators. */
export function backupRoutes({ engine }: ApiParts): readonly Route[] {
  const { backups } = engine;
  const needs = "backups.write";
  const all = async (caller: Caller, language: Language) => {
    const found = await backups.list(caller);
    if (!found.ok) return found;
    const job = backups.job(caller);
    return ok({ body: { items: found.value.map(shown), job: job && shownJob(job, language) } });
  };
  return [
    route({
      ...{ method: "get", path: "/system/backups", needs, params: nothing, query: nothing, body: nothing },
      summary: "List stored backups and the progress of a running one",
      response: Backups,
      handle: ({ caller, language }) => all(caller, language),
    }),

    route({
      ...{ method: "post", path: "/system/backups", needs, params: nothing, query: nothing, body: nothing },
      summary: "Start a backup",
      response: Job,
      handle({ caller, language }) {
        const begun = backups.create(caller);
        return begun.ok ? ok({ body: shownJob(begun.value, language) }) : begun;
      },
    }),

    route({
      ...{
        method: "get",
        path: "/system/backups/{name}",
        needs,
        params: named,
        query: nothing,
        body: nothing,
      },
      summary: "Download a backup",
      response: z.unknown(),
      media: { types: ["application/octet-stream"], json: false },
      async handle({ caller, params }) {
        const found = await backups.download(caller, params.name);
        if (!found.ok) return found;
        const { body, bytes } = found.value;
        return ok(
          new Response(body, { headers: fileHeaders(bytes, "application/octet-stream", params.name) }),
        );
      },
    }),

    route({
      ...{
        method: "delete",
        path: "/system/backups/{name}",
        needs,
        params: named,
        query: nothing,
        body: nothing,
      },
      summary: "Delete a backup; returns the remaining ones",
      response: Backups,
      async handle({ caller, params, language }) {
        const removed = await backups.remove(caller, params.name);
        return removed.ok ? all(caller, language) : removed;
      },
    }),
  ];
}

const shown = ({ createdAt, head, contents, ...rest }: StoredBackup): z.input<typeof Backup> => ({
  ...rest,
  createdAt: timeOf(createdAt),
  position: head,
  contents: contents && { ...contents },
});

function shownJob({ startedAt, outcome, ...rest }: BackupJob, language: Language): z.input<typeof Job> {
  const file = outcome && "file" in outcome ? outcome.file : null;
  const problem = outcome && "fault" in outcome ? faultText(language, outcome.fault) : null;
  const state = outcome === null ? "running" : file === null ? "failed" : "made";
  return { ...rest, startedAt: timeOf(startedAt), state, file, problem };
}
