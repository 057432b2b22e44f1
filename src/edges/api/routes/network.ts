import * as z from "zod";
import { verbs } from "../../../../appliance/protocol.ts";
import { ok } from "../../../base/result.ts";
import { boxCheckInWords } from "../../../text/box-checks.ts";
import { nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { bodyOf, type Route, route } from "../route.ts";

const { shape } = verbs.status.answer;
const Network = z.strictObject({ ...shape.network.shape, clock: shape.clock }).meta({
  id: "BoxNetwork",
  description: "The appliance's network, its settings, and the clock",
});
const Checks = z
  .strictObject({
    items: z.array(
      z.strictObject({
        check: z.string(),
        ok: z.boolean(),
        what: z.string().describe("What was found"),
        todo: z.string().nullable().describe("What to do about it"),
      }),
    ),
  })
  .meta({ id: "NetworkChecks" });
const Test = object(verbs["network.test"].arguments.shape);
const Change = object({
  settings: verbs["network.set"].arguments.shape.settings,
  seconds: verbs["network.set"].arguments.shape.seconds
    .optional()
    .describe("Until it is reverted automatically unless confirmed; default: 120"),
});
const Trial = verbs["network.set"].answer.meta({ id: "NetworkTrial" });
const Confirm = object(verbs["network.confirm"].arguments.shape);
const Clock = object(verbs["clock.set"].arguments.shape);

/** Seconds of a trial, if the request does not say. */
const TRIAL = 120;

/** Network and clock of the appliance, if there is one. */
export function networkRoutes({ engine }: ApiParts): readonly Route[] {
  const { box } = engine;
  return [
    route({
      method: "get",
      path: "/system/network",
      summary: "Get the state of the appliance's network and clock",
      needs: "system.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: Network,
      async handle({ caller }) {
        const status = await box.ask(caller, "status", {});
        return status.ok ? ok({ body: { ...status.value.network, clock: status.value.clock } }) : status;
      },
    }),

    route({
      method: "post",
      path: "/system/network/test",
      summary: "Test network settings without applying them; null: the current ones",
      needs: "system.read",
      params: nothing,
      query: nothing,
      body: Test,
      response: Checks,
      async handle({ caller, body, language }) {
        const checks = await box.ask(caller, "network.test", body);
        return checks.ok
          ? ok({ body: { items: checks.value.map((one) => boxCheckInWords(language, one)) } })
          : checks;
      },
    }),

    route({
      method: "put",
      path: "/system/network",
      summary: "Change the network settings on trial",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: Change,
      response: Trial,
      async handle({ caller, body: { settings, seconds = TRIAL } }) {
        return bodyOf(await box.ask(caller, "network.set", { settings, seconds }));
      },
    }),

    route({
      method: "post",
      path: "/system/network/confirm",
      summary: "Keep a change that is on trial",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: Confirm,
      response: verbs["network.confirm"].answer,
      async handle({ caller, body }) {
        return bodyOf(await box.ask(caller, "network.confirm", body));
      },
    }),

    route({
      method: "post",
      path: "/system/network/revert",
      summary: "Revert a change that is on trial",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: nothing,
      response: verbs["network.revert"].answer,
      async handle({ caller }) {
        return bodyOf(await box.ask(caller, "network.revert", {}));
      },
    }),

    route({
      method: "put",
      path: "/system/clock",
      summary: "Set the appliance's time zone and time servers",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: Clock,
      response: verbs["clock.set"].answer,
      async handle({ caller, body }) {
        return bodyOf(await box.ask(caller, "clock.set", body));
      },
    }),
  ];
}
