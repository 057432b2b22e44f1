import * as z from "zod";
import { ok } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import { outgoingFields } from "../../../domain/settings/fields/index.ts";
import { changedOutgoing } from "../../../domain/settings/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { deliveryText } from "../../../text/deliveries.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { sentShape, shownShape } from "../setting-shape.ts";

const { kind, host, port, tls, ...server } = shownShape(outgoingFields);

const OutgoingShape = z
  .strictObject({
    kind: kind.nullable().describe("Null: none is set, and mail waits"),
    host: host.nullable().describe("The mail server; null without one, as are its port and tls"),
    ...{ port: port.nullable(), tls: tls.nullable(), ...server },
    hasPassword: z.boolean().describe("Whether a password is stored; it is never returned"),
    fixed: z.boolean().describe("Whether it is given with --outgoing, and cannot be changed here"),
  })
  .meta({ id: "OutgoingMail", description: "How mail leaves" });

const TestShape = z
  .strictObject({
    ok: z.boolean().describe("Whether the mail was accepted"),
    server: z.string().nullable().describe("HOST:PORT; null if none was tried"),
    results: z.array(
      z.strictObject({
        recipient: z.string(),
        outcome: z.enum(["delivered", "deferred", "failed"]),
        response: z.string().describe("The server's response, or why there was none"),
      }),
    ),
  })
  .meta({ id: "OutgoingTest", description: "What became of a test mail" });

/** How mail leaves. Values are checked by the same code as in the settings pages. */
export function outgoingRoutes({ engine }: ApiParts): readonly Route[] {
  const { settings, outgoingMail } = engine;
  const inEffect = (caller: Caller, read: Read) => {
    const given = outgoingMail.given(caller);
    const outgoing = given ?? read.settings.outgoing();
    const server = outgoing?.kind === "smtp" ? outgoing : null;
    const body: z.input<typeof OutgoingShape> = {
      kind: outgoing?.kind ?? null,
      ...{ host: server?.host ?? null, port: server?.port ?? null, tls: server?.tls ?? null },
      ...{ user: server?.user ?? null, hasPassword: server?.hasPassword ?? false },
      ...{ oauth: server?.oauth ?? null, bareSender: server?.bareSender ?? false },
      fixed: given !== null,
    };
    return ok({ body });
  };

  return [
    route({
      method: "get",
      path: "/settings/outgoing",
      summary: "Get how mail leaves",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: OutgoingShape,
      handle: ({ caller, read }) => inEffect(caller, read),
    }),

    route({
      method: "patch",
      path: "/settings/outgoing",
      summary:
        "Change how mail leaves; fields that are not given stay unchanged, the password only for the same server and user",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object(sentShape(outgoingFields)),
      bodyLimit: bodies.pages,
      response: OutgoingShape,
      async handle({ caller, read, body }) {
        const set = await settings.setOutgoing(caller, (before) => changedOutgoing(before, body));
        return set.ok ? inEffect(caller, read) : set;
      },
    }),

    route({
      method: "post",
      path: "/settings/outgoing/test",
      summary: "Send a test mail now, and get the server's response",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({ to: z.string().max(320).describe("The address that the mail is sent to") }),
      response: TestShape,
      async handle({ caller, body, language }) {
        const tested = await outgoingMail.test(caller, body.to);
        if (!tested.ok) return tested;
        const results = tested.value.results.map((result) => ({
          ...{ recipient: result.recipient, outcome: result.outcome },
          response: deliveryText(language, result),
        }));
        return ok({ body: { ...tested.value, results } });
      },
    }),
  ];
}
