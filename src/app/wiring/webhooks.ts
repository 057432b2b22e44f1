import type { Outgoing } from "../../domain/settings/events.ts";
import { createDescribe, createMessages } from "../../edges/api/index.ts";
import { createEndpointCaller } from "../../edges/webhooks/call.ts";
import type { EngineParts } from "../../engine/engine.ts";
import type { ReadMail, ViewMail } from "../../engine/intake/reader.ts";
import { defaultLanguage } from "../../text/index.ts";
import type { Base } from "./parts.ts";

/**
 * The parts that call other systems' endpoints.
 * @param pages reads mail for what they are told
 * @param outgoingOverride given with --outgoing; "catch": nothing leaves this machine
 */
export function openWebhooks(
  { data, now }: Base,
  pages: { readonly read: ReadMail; readonly view: ViewMail },
  outgoingOverride: Outgoing | null,
): NonNullable<EngineParts["endpoints"]> {
  return {
    call: createEndpointCaller({ onlyHere: outgoingOverride?.kind === "catch" }),
    describe: createDescribe({
      reading: data.reading,
      messages: createMessages(pages),
      language: defaultLanguage,
      now,
    }),
  };
}
