import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { effectiveService, type ServiceSettings } from "../../../domain/settings/index.ts";
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
};

const ServiceShape = z
  .strictObject({
    ...ofService,
    fixed: z
      .array(z.enum(["messageSize", "spamScanner", "virusScanner", "nightlyBackups"]))
      .describe("What the configuration says; it cannot be changed here"),
  })
  .meta({ id: "Service", description: "How the program runs" });

/** How the program runs. Values are checked by the same code as in the settings pages. */
export function serviceRoutes({ engine, configured }: ApiParts): readonly Route[] {
  const names = ["messageSize", "spamScanner", "virusScanner", "nightlyBackups"] as const;
  const fixed = names.filter((name) => configured[name] !== null);
  const shown = (service: ServiceSettings) => ({
    body: { ...effectiveService(configured, service), fixed: [...fixed] },
  });
  return [
    route({
      method: "get",
      path: "/settings/service",
      summary: "Get how the program runs: size of mail, scanners, nightly backups",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: ServiceShape,
      handle: ({ read }) => ok(shown(read.settings.service())),
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
      }),
      bodyLimit: bodies.pages,
      response: ServiceShape,
      async handle({ caller, read, body }) {
        const field = fixed.find((name) => body[name] !== undefined);
        if (field !== undefined) return refuse(fault("service.fixed", { field }));
        const set = await engine.settings.setService(caller, body);
        return set.ok ? ok(shown(read.settings.service())) : set;
      },
    }),
  ];
}
