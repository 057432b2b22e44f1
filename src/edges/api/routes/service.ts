import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import { fieldNames, serviceFields } from "../../../domain/settings/fields/index.ts";
import { effectiveService, optionalPortNames, type ServiceSettings } from "../../../domain/settings/index.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { sentShape, settingSent, settingShown, shownShape } from "../setting-shape.ts";

const names = fieldNames(serviceFields);

const ServiceShape = z
  .strictObject({
    ...shownShape(serviceFields),
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
    const effective = settingShown(serviceFields, effectiveService(configured, service));
    const closed = (await running.closedPorts(caller)).map(({ name }) => name);
    return { body: { ...effective, fixed: [...fixed], closed } };
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
      body: object(sentShape(serviceFields)),
      bodyLimit: bodies.pages,
      response: ServiceShape,
      async handle({ caller, read, body }) {
        const field = fixed.find((name) => body[name] !== undefined);
        if (field !== undefined) return refuse(fault("service.fixed", { field }));
        const set = await engine.settings.setService(caller, settingSent(serviceFields, body));
        return set.ok ? ok(await shown(caller, read.settings.service())) : set;
      },
    }),
  ];
}
