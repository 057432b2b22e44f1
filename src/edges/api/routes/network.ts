import * as z from "zod";
import { verbs } from "../../../../appliance/protocol.ts";
import { ok } from "../../../base/result.ts";
import { nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";

const { shape } = verbs.status.answer;
const Network = z.strictObject({ ...shape.network.shape, clock: shape.clock }).meta({
  id: "BoxNetwork",
  description: "The network of the box, the settings that made it so, and its clock",
});
const Checks = z.strictObject({ items: verbs["network.test"].answer }).meta({ id: "NetworkChecks" });
const Test = object(verbs["network.test"].arguments.shape);
const Change = object({
  settings: verbs["network.set"].arguments.shape.settings,
  seconds: verbs["network.set"].arguments.shape.seconds
    .optional()
    .describe("Until it goes back by itself unless it is confirmed; 120 if left out"),
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
      summary: "How the network of the box is, and its clock",
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
      summary: "Try settings before they hold, or those that hold (null)",
      needs: "system.read",
      params: nothing,
      query: nothing,
      body: Test,
      response: Checks,
      async handle({ caller, body }) {
        const checks = await box.ask(caller, "network.test", body);
        return checks.ok ? ok({ body: { items: checks.value } }) : checks;
      },
    }),

    route({
      method: "put",
      path: "/system/network",
      summary: "Change the network, on trial",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: Change,
      response: Trial,
      async handle({ caller, body: { settings, seconds = TRIAL } }) {
        const set = await box.ask(caller, "network.set", { settings, seconds });
        return set.ok ? ok({ body: set.value }) : set;
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
        const kept = await box.ask(caller, "network.confirm", body);
        return kept.ok ? ok({ body: kept.value }) : kept;
      },
    }),

    route({
      method: "post",
      path: "/system/network/revert",
      summary: "Take a change that is on trial back",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: nothing,
      response: verbs["network.revert"].answer,
      async handle({ caller }) {
        const back = await box.ask(caller, "network.revert", {});
        return back.ok ? ok({ body: back.value }) : back;
      },
    }),

    route({
      method: "put",
      path: "/system/clock",
      summary: "Set the time zone and the time servers of the box",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: Clock,
      response: verbs["clock.set"].answer,
      async handle({ caller, body }) {
        const set = await box.ask(caller, "clock.set", body);
        return set.ok ? ok({ body: set.value }) : set;
      },
    }),
  ];
}
