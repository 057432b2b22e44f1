import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { worstOf } from "../../../domain/finding.ts";
import { may } from "../../../domain/policy/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { findingInWords } from "../../../text/findings.ts";
import { faultText } from "../../../text/index.ts";
import { nothing } from "../inputs.ts";
import { metrics } from "../metrics.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { timeOf } from "../shapes.ts";

const Health = z
  .strictObject({
    status: z
      .enum(["ok", "degraded", "rebuilding", "stopping"])
      .describe(
        "degraded: the disk is nearly full or the journal in another database is away, so that mail is deferred, a scanner fails, or fetching mail from an account fails; rebuilding: mail is received, and nothing else works until the rebuild is done",
      ),
    rebuilt: z
      .strictObject({
        percent: z.int().min(0).max(99),
        minutes: z
          .int()
          .min(1)
          .nullable()
          .describe("About how long it still takes; null if that is not known yet"),
        failed: z.boolean().describe("It failed, and is tried again; the log has the cause"),
      })
      .describe(
        "While data are being rebuilt after an update: how far that is. Everything works meanwhile, unless the status is rebuilding",
      )
      .exactOptional(),
    version: z.string().exactOptional(),
    intake: z
      .strictObject({ depth: z.int().min(0), oldest: z.iso.datetime().nullable() })
      .describe("The number of mails in the intake queue, and when the oldest was received")
      .exactOptional(),
    outbox: z
      .strictObject({
        waiting: z.int(),
        deferred: z.int(),
        failed: z.int(),
        bounced: z.int(),
        cancelled: z.int(),
        held: z.int().describe("Queued when a since restored backup was made; these need a decision"),
      })
      .exactOptional(),
    held: z.int().min(0).describe("The number of held mails").exactOptional(),
    disk: z
      .strictObject({ free: z.number().nullable(), reserve: z.number() })
      .describe("In bytes; null if the platform does not report it")
      .exactOptional(),
    fetching: z
      .array(
        z.strictObject({
          account: z.string(),
          state: z.enum(["off", "connecting", "ok", "failing"]),
          since: z.iso.datetime(),
          lastRound: z.iso.datetime().nullable().describe("When all folders were last checked"),
          problem: z.string().nullable(),
          folders: z.array(
            z.strictObject({
              folder: z.string(),
              onServer: z.int().min(0),
              taken: z.int().min(0),
              leftRead: z.int().min(0),
              tooLarge: z.int().min(0),
              failed: z.int().min(0).describe("Mails that could not be fetched after several attempts"),
            }),
          ),
        }),
      )
      .describe("The IMAP accounts from which mail is fetched")
      .exactOptional(),
    journal: z.strictObject({ position: z.int().min(0) }).exactOptional(),
    scanners: z
      .array(
        z.strictObject({
          scanner: z.enum(["spamassassin", "rspamd", "clamav"]),
          problem: z.strictObject({ since: z.iso.datetime(), text: z.string() }).nullable(),
        }),
      )
      .describe(
        "The configured spam and virus scanners and their problems; mail is processed without a failing scanner",
      )
      .exactOptional(),
  })
  .meta({ id: "Health", description: "Without a token, only the status" });

const HealthFindings = z
  .strictObject({
    status: z.enum(["ok", "warning", "problem"]).describe("The worst level of the findings"),
    at: z.iso.datetime().describe("When it was checked; a result is reused for a minute"),
    dnsAt: z.iso
      .datetime()
      .nullable()
      .describe(
        "When DNS and other servers were queried, at most every ten minutes; null until they have answered",
      ),
    findings: z
      .array(
        z.strictObject({
          check: z.string().describe('Such as "disk"'),
          level: z.enum(["ok", "warning", "problem"]),
          what: z.string(),
          todo: z.string().nullable().describe("What to do about it"),
          line: z.string().nullable().describe("Text to copy as it is, such as a DNS record"),
        }),
      )
      .describe("Problems first"),
  })
  .meta({ id: "HealthFindings" });

/** The state of the server. */
export function systemRoutes(parts: ApiParts): readonly Route[] {
  const { running, health, version, stopping } = parts;

  return [
    route({
      method: "get",
      path: "/health",
      summary: "Get the status of the server; with a token, including details",
      needs: "open",
      params: nothing,
      query: nothing,
      body: nothing,
      response: Health,
      async handle({ caller, read, language }) {
        const known = await running.status(caller);
        const position = await read.journal.head();
        const status = stopping.aborted ? "stopping" : known;
        const disk = await running.disk(caller);
        if (disk === null || !may(caller, "tickets.read").ok) return ok({ body: { status } });
        const { free, reserve } = disk;
        const { depth, oldest } = read.mails.waiting();
        const counts = read.deliveries.counts();
        const of = (state: string) => counts.find((one) => one.state === state)?.deliveries ?? 0;
        return ok({
          body: {
            status,
            version,
            ...rebuiltOf(read.system.deriving()),
            intake: { depth, oldest: oldest === null ? null : timeOf(oldest) },
            outbox: {
              waiting: of("waiting"),
              deferred: of("deferred"),
              failed: of("failed"),
              bounced: of("bounced"),
              cancelled: of("cancelled"),
              held: of("held"),
            },
            held: read.mails.heldCount(),
            disk: { free: Number.isFinite(free) ? free : null, reserve },
            fetching: running
              .fetching(caller)
              .map(({ account, state, since, roundAt, problem, folders }) => ({
                ...{ account, state, since: timeOf(since) },
                problem: problem && faultText(language, problem),
                lastRound: roundAt === null ? null : timeOf(roundAt),
                folders: [...folders],
              })),
            journal: { position },
            scanners: running.scanners(caller).map(({ scanner, problem }) => ({
              scanner,
              problem: problem && { since: timeOf(problem.since), text: faultText(language, problem.why) },
            })),
          },
        });
      },
    }),

    route({
      method: "get",
      path: "/system/health",
      summary: "Get the findings of the health checks, and what to do about them",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: nothing,
      response: HealthFindings,
      async handle({ caller, language }) {
        const found = await health.report(caller);
        if (!found.ok) return found;
        const { at, dnsAt, findings } = found.value;
        const times = { at: timeOf(at), dnsAt: dnsAt === null ? null : timeOf(dnsAt) };
        const words = findings.map((finding) => findingInWords(language, finding));
        return ok({ body: { status: worstOf(findings), ...times, findings: words } });
      },
    }),

    route({
      method: "get",
      path: "/metrics",
      summary:
        "Metrics for Prometheus; needs a token, except from the addresses in metrics_from, without a proxy",
      needs: "metrics.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: z.null(),
      media: { types: ["text/plain"], json: false },
      async handle({ caller, read }) {
        const text = await metrics(read, caller, parts);
        if (text === null) return refuse(fault("auth.required"));
        return ok(
          new Response(text, {
            headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
          }),
        );
      },
    }),
  ];
}

/** How far what is being rebuilt in the background is. */
function rebuiltOf(parts: ReturnType<Read["system"]["deriving"]>): Pick<z.infer<typeof Health>, "rebuilt"> {
  if (parts.length === 0) return {};
  const minutes = parts.flatMap((one) => one.minutes ?? []);
  const rebuilt = {
    percent: Math.min(...parts.map(({ percent }) => percent)),
    minutes: minutes.length < parts.length ? null : Math.max(...minutes),
    failed: false,
  };
  return { rebuilt };
}
