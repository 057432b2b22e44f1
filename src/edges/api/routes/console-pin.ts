import * as z from "zod";
import { verbs } from "../../../../appliance/protocol.ts";
import { ok } from "../../../base/result.ts";
import { nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { bodyOf, type Route, route } from "../route.ts";

const State = z
  .strictObject({
    set: z.boolean().describe("Whether the console has a PIN"),
    wait: z.int().describe("Seconds until the next PIN can be entered there; 0: now"),
  })
  .meta({ id: "ConsolePin", description: "The PIN of the appliance's console" });
const NewPin = object(verbs["pin.set"].arguments.shape);

/** The PIN of the appliance's console, if there is an appliance. */
export function consolePinRoutes({ engine }: ApiParts): readonly Route[] {
  const { box } = engine;
  return [
    route({
      method: "get",
      path: "/system/console-pin",
      summary: "Get whether the appliance's console has a PIN",
      needs: "system.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: State,
      async handle({ caller }) {
        const state = await box.ask(caller, "pin.state", {});
        return state.ok ? ok({ body: { set: state.value.set, wait: state.value.wait } }) : state;
      },
    }),

    route({
      method: "put",
      path: "/system/console-pin",
      summary: "Set the PIN of the appliance's console; it replaces the one before",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: NewPin,
      response: verbs["pin.set"].answer,
      async handle({ caller, body }) {
        return bodyOf(await box.ask(caller, "pin.set", body));
      },
    }),

    route({
      method: "delete",
      path: "/system/console-pin",
      summary: "Remove the PIN of the appliance's console",
      needs: "system.write",
      params: nothing,
      query: nothing,
      body: nothing,
      response: verbs["pin.remove"].answer,
      async handle({ caller }) {
        return bodyOf(await box.ask(caller, "pin.remove", {}));
      },
    }),
  ];
}
