import * as z from "zod";
import { ok } from "../../../base/result.ts";
import type { IntakePolicy } from "../../../domain/settings/index.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";

const ofIncoming = {
  floodLimit: z
    .number()
    .describe("New tickets that one sender may create by mail within ten minutes, up to 1000; 0: unlimited"),
  spamThreshold: z
    .number()
    .nullable()
    .describe("The score from which mail is held as spam; null: the scanner's own verdict"),
  holdUnscanned: z
    .boolean()
    .describe("Whether mail is held that a scanner which is set up gave no verdict about"),
  trustedRelays: z
    .array(z.string().max(50))
    .max(200)
    .describe("Addresses and networks whose mail is accepted without checking its sender"),
  relayResults: z
    .string()
    .max(253)
    .nullable()
    .describe("The name that these servers use in Authentication-Results; null: their results are ignored"),
};

const IncomingShape = z
  .strictObject(ofIncoming)
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
      handle: ({ read }) => ok({ body: shown(read.settings.intakePolicy()) }),
    }),

    route({
      method: "patch",
      path: "/settings/incoming",
      summary: "Update the settings of incoming mail; fields that are not given stay unchanged",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({
        floodLimit: ofIncoming.floodLimit.exactOptional(),
        spamThreshold: ofIncoming.spamThreshold.exactOptional(),
        holdUnscanned: ofIncoming.holdUnscanned.exactOptional(),
        trustedRelays: ofIncoming.trustedRelays.exactOptional(),
        relayResults: ofIncoming.relayResults.exactOptional(),
      }),
      bodyLimit: bodies.pages,
      response: IncomingShape,
      async handle({ caller, read, body }) {
        const set = await engine.settings.setIntakePolicy(caller, body);
        return set.ok ? ok({ body: shown(read.settings.intakePolicy()) }) : set;
      },
    }),
  ];
}

const shown = ({ trustedRelays, holdUnscanned, ...rest }: IntakePolicy): z.input<typeof IncomingShape> => ({
  ...rest,
  holdUnscanned: holdUnscanned === true,
  trustedRelays: [...trustedRelays],
});
