import * as z from "zod";
import { ok } from "../../../base/result.ts";
import type { ReplyPolicy } from "../../../domain/settings/index.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";

const undoDelay = z
  .number()
  .describe(
    "Seconds for which a reply that a person sends in the pages waits and can be taken back, up to 120; 0: it leaves at once",
  );

const ReplySettingsShape = z
  .strictObject({ undoDelay })
  .meta({ id: "ReplySettings", description: "The settings that influence when replies leave" });

/** When replies leave. Values are checked by the same code as in the settings pages. */
export function replySettingsRoutes({ engine }: ApiParts): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/settings/replies",
      summary: "Get the settings of replies",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: ReplySettingsShape,
      handle: ({ read }) => ok({ body: shown(read.settings.replyPolicy()) }),
    }),

    route({
      method: "patch",
      path: "/settings/replies",
      summary: "Update the settings of replies; fields that are not given stay unchanged",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({ undoDelay: undoDelay.exactOptional() }),
      bodyLimit: bodies.pages,
      response: ReplySettingsShape,
      async handle({ caller, read, body }) {
        const change = body.undoDelay === undefined ? {} : { undoDelay: body.undoDelay * 1000 };
        const set = await engine.settings.setReplyPolicy(caller, change);
        return set.ok ? ok({ body: shown(read.settings.replyPolicy()) }) : set;
      },
    }),
  ];
}

const shown = (policy: ReplyPolicy): z.input<typeof ReplySettingsShape> => ({
  undoDelay: policy.undoDelay / 1000,
});
