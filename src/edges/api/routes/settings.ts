import * as z from "zod";
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { normalAddress } from "../../../domain/mail/index.ts";
import { groupFields, mailboxFields } from "../../../domain/settings/fields/index.ts";
import type { PlusTest, Read } from "../../../record/reading/index.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { bodies, nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import { type ApiParts, BASE } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { newShape, sentShape, settingShown } from "../setting-shape.ts";
import { GroupShape, MailboxShape, mailboxOf, pageOf, timeOf } from "../shapes.ts";

const { address: _, ...ofMailbox } = sentShape(mailboxFields);
const { members } = newShape(groupFields, ["members"], {});
const PlusTestShape = z
  .strictObject({
    state: z
      .enum(["none", "waiting", "arrived", "refused", "returned", "missing", "not-sent"])
      .describe("refused, returned and missing turn plusAddresses off"),
    begunAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    problem: z.string().nullable(),
  })
  .meta({ id: "PlusTest", description: 'A test mail to an address with a "+" of a mailbox' });

const addressParam = { address: z.string().max(500).transform(normalAddress) };
const groupParam = { name: z.string().max(100) };

/** Mailboxes and groups. */
export function settingsRoutes({ engine }: ApiParts): readonly Route[] {
  const { settings, plusTests } = engine;

  return [
    route({
      method: "get",
      path: "/mailboxes",
      summary: "List mailboxes",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(MailboxShape),
      handle: ({ read, query }) =>
        ok({ body: pageBy(read.settings.mailboxes().map(mailboxOf), (mailbox) => mailbox.address, query) }),
    }),

    route({
      method: "post",
      path: "/mailboxes",
      summary: "Add a mailbox",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object(newShape(mailboxFields, ["address"], {})),
      bodyLimit: bodies.pages,
      status: 201,
      response: MailboxShape,
      async handle({ caller, body }) {
        const saved = await settings.saveMailbox(caller, body, "new");
        if (!saved.ok) return saved;
        const location = `${BASE}/mailboxes/${encodeURIComponent(saved.value.address)}`;
        return ok({ body: mailboxOf(saved.value), headers: { location } });
      },
    }),

    route({
      method: "get",
      path: "/mailboxes/{address}",
      summary: "Get a mailbox",
      needs: "settings.read",
      params: object(addressParam),
      query: nothing,
      body: nothing,
      response: MailboxShape,
      handle({ read, params }) {
        const mailbox = read.settings.mailbox(params.address);
        return mailbox ? ok({ body: mailboxOf(mailbox) }) : refuse(noMailbox(params.address));
      },
    }),

    route({
      method: "patch",
      path: "/mailboxes/{address}",
      summary: "Update a mailbox; fields that are not given stay unchanged",
      needs: "settings.write",
      params: object(addressParam),
      query: nothing,
      body: object(ofMailbox),
      bodyLimit: bodies.pages,
      response: MailboxShape,
      async handle({ caller, params, body }) {
        const saved = await settings.saveMailbox(caller, { ...body, address: params.address }, "known");
        return saved.ok ? ok({ body: mailboxOf(saved.value) }) : saved;
      },
    }),

    route({
      method: "get",
      path: "/mailboxes/{address}/plus-test",
      summary: 'Get the last test whether mail to addresses with a "+" reaches a mailbox',
      needs: "settings.read",
      params: object(addressParam),
      query: nothing,
      body: nothing,
      response: PlusTestShape,
      handle({ read, language, params }) {
        if (!read.settings.mailbox(params.address)) return refuse(noMailbox(params.address));
        return ok({ body: plusTestOf(read.settings.lastPlusTest(params.address), language) });
      },
    }),

    route({
      method: "post",
      path: "/mailboxes/{address}/plus-test",
      summary: 'Test with a real mail whether mail to addresses with a "+" reaches a mailbox',
      needs: "settings.write",
      params: object(addressParam),
      query: nothing,
      body: nothing,
      status: 201,
      response: PlusTestShape,
      async handle({ caller, read, language, params }) {
        const begun = await plusTests.begin(caller, params.address);
        if (!begun.ok) return begun;
        return ok({ body: plusTestOf(read.settings.lastPlusTest(params.address), language) });
      },
    }),

    route({
      method: "get",
      path: "/groups",
      summary: "List groups",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(GroupShape),
      handle: ({ read, query }) =>
        ok({
          body: pageBy(
            read.people.groups().map((one) => settingShown(groupFields, one)),
            (g) => g.name,
            query,
          ),
        }),
    }),

    route({
      method: "post",
      path: "/groups",
      summary: "Add a group",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object(newShape(groupFields, ["name"], { members: [] })),
      bodyLimit: bodies.many,
      status: 201,
      response: GroupShape,
      async handle({ caller, read, body }) {
        const name = body.name.trim();
        const saved = await settings.saveGroup(caller, name, body.members, "new");
        return saved.ok
          ? group(read, name, { location: `${BASE}/groups/${encodeURIComponent(name)}` })
          : saved;
      },
    }),

    route({
      method: "get",
      path: "/groups/{name}",
      summary: "Get a group",
      needs: "settings.read",
      params: object(groupParam),
      query: nothing,
      body: nothing,
      response: GroupShape,
      handle: ({ read, params }) => group(read, params.name),
    }),

    route({
      method: "put",
      path: "/groups/{name}",
      summary: "Set the members of a group",
      needs: "settings.write",
      params: object(groupParam),
      query: nothing,
      body: object({ members }),
      bodyLimit: bodies.many,
      response: GroupShape,
      async handle({ caller, read, params, body }) {
        const saved = await settings.saveGroup(caller, params.name, body.members, "known");
        return saved.ok ? group(read, params.name) : saved;
      },
    }),
  ];

  function group(read: Read, name: string, headers: Readonly<Record<string, string>> = {}) {
    const found = read.people.group(name);
    return found
      ? ok({ body: settingShown(groupFields, { name, members: found }), headers })
      : refuse(noGroup(name));
  }
}

function plusTestOf(test: PlusTest | null, language: Language): z.input<typeof PlusTestShape> {
  if (test === null) return { state: "none", begunAt: null, endedAt: null, problem: null };
  const { outcome, begunAt, endedAt, response, fault: why } = test;
  return {
    state: endedAt === null || outcome === null ? "waiting" : outcome,
    begunAt: timeOf(begunAt),
    endedAt: endedAt === null ? null : timeOf(endedAt),
    problem: why ? faultText(language, why) : response || null,
  };
}

const noMailbox = (address: string): Fault => fault("mailbox.unknown", { params: { address } });
const noGroup = (name: string): Fault => fault("group.unknown", { params: { name } });
