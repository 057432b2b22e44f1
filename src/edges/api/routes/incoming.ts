import * as z from "zod";
import { ok } from "../../../base/result.ts";
import { incomingFields } from "../../../domain/settings/fields/index.ts";
import { shownIntakePolicy } from "../../../domain/settings/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { sentShape, settingSent, settingShown, shownShape } from "../setting-shape.ts";

const IncomingShape = z
  .strictObject(shownShape(incomingFields))
  .meta({ id: "IncomingMail", description: "The settings that influence decisions about incoming mail" });

/** What decides about incoming mail. Values are checked by the same code as in the settings pages. */
export function incomingRoutes({ engine }: ApiParts): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/settings/incoming",
      summary: "Get the settings of incoming mail",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: IncomingShape,
      handle: ({ read }) => ok({ body: shown(read) }),
    }),

    route({
      method: "patch",
      path: "/settings/incoming",
      summary: "Update the settings of incoming mail; fields that are not given stay unchanged",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object(sentShape(incomingFields)),
      bodyLimit: bodies.pages,
      response: IncomingShape,
      async handle({ caller, read, body }) {
        const set = await engine.settings.setIntakePolicy(caller, settingSent(incomingFields, body));
        return set.ok ? ok({ body: shown(read) }) : set;
      },
    }),
  ];
}

const shown = (read: Read) => settingShown(incomingFields, shownIntakePolicy(read.settings.intakePolicy()));
