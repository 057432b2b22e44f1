import * as z from "zod";
import { ok } from "../../../base/result.ts";
import { repliesFields } from "../../../domain/settings/fields/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { sentShape, settingSent, settingShown, shownShape } from "../setting-shape.ts";

const ReplySettingsShape = z
  .strictObject(shownShape(repliesFields))
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
      handle: ({ read }) => ok({ body: shown(read) }),
    }),

    route({
      method: "patch",
      path: "/settings/replies",
      summary: "Update the settings of replies; fields that are not given stay unchanged",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object(sentShape(repliesFields)),
      bodyLimit: bodies.pages,
      response: ReplySettingsShape,
      async handle({ caller, read, body }) {
        const set = await engine.settings.setReplyPolicy(caller, settingSent(repliesFields, body));
        return set.ok ? ok({ body: shown(read) }) : set;
      },
    }),
  ];
}

const shown = (read: Read) => settingShown(repliesFields, read.settings.replyPolicy());
