import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import { effectiveService, optionalPortNames, type ServiceSettings } from "../../../domain/settings/index.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";

const ofService = {
  messageSize: z.number().describe("The largest mail accepted, in bytes, from 1 MB to 200 MB"),
  spamScanner: z
    .string()
    .max(300)
    .nullable()
    .describe("spamd://HOST:PORT, rspamd://HOST:PORT or spamd:/PATH; null: none"),
  virusScanner: z.string().max(300).nullable().describe("clamd://HOST:PORT or clamd:/PATH; null: none"),
  nightlyBackups: z.number().describe("How many nightly backups are kept, up to 100; 0: none are made"),
  smtps: z.boolean().describe("Whether mail is received on port 465 too, with TLS from the start"),
  submission: z.boolean().describe("Whether mail is received on port 587 too, as on port 25"),
  trustedProxies: z
    .array(z.string().max(100))
    .max(200)
    .describe(
      "Addresses and networks of the proxies whose X-Forwarded-For, -Proto and -Host headers are trusted; at most 200",
    ),
};

const names = [
  ...(["messageSize", "spamScanner", "virusScanner", "nightlyBackups"] as const),
  ...(["smtps", "submission", "trustedProxies"] as const),
] as const satisfies readonly (keyof ServiceSettings)[];

const ServiceShape = z
  .strictObject({
    ...ofService,
    fixed: z.array(z.enum(names)).describe("What the configuration says; it cannot be changed here"),
    closed: z
      .array(z.enum(optionalPortNames))
      .describe("The ports that are switched on and could not be opened; /health says why"),
  })
  .meta({ id: "Service", description: "How the program runs" });

/** How the program runs. Values are checked by the same code as in the settings pages. */
export function serviceRoutes({ engine, configured, running }: ApiParts): readonly Route[] {
  const fixed = names.filter((name) => configured[name] !== null);
  const shown = async (caller: Caller, service: ServiceSettings) => {
    const { trustedProxies, ...effective } = effectiveService(configured, service);
    const closed = (await running.closedPorts(caller)).map(({ name }) => name);
    return { body: { ...effective, trustedProxies: [...trustedProxies], fixed: [...fixed], closed } };
  };
  return [
    route({
      method: "get",
      path: "/settings/service",
      summary: "Get how the program runs: size of mail, scanners, nightly backups, ports, proxies",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: ServiceShape,
      handle: async ({ caller, read }) => ok(await shown(caller, read.settings.service())),
    }),

    route({
      method: "patch",
      path: "/settings/service",
      summary: "Change how the program runs; fields that are not given stay unchanged",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({
        messageSize: ofService.messageSize.exactOptional(),
        spamScanner: ofService.spamScanner.exactOptional(),
        virusScanner: ofService.virusScanner.exactOptional(),
        nightlyBackups: ofService.nightlyBackups.exactOptional(),
        smtps: ofService.smtps.exactOptional(),
        submission: ofService.submission.exactOptional(),
        trustedProxies: ofService.trustedProxies.exactOptional(),
      }),
      bodyLimit: bodies.pages,
      response: ServiceShape,
      async handle({ caller, read, body }) {
        const field = fixed.find((name) => body[name] !== undefined);
        if (field !== undefined) return refuse(fault("service.fixed", { field }));
        const set = await engine.settings.setService(caller, body);
        return set.ok ? ok(await shown(caller, read.settings.service())) : set;
      },
    }),
  ];
}
