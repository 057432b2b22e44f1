import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { templateFields } from "../../../domain/settings/fields/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { bodies, nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import { type ApiParts, BASE } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { newShape, settingShown, shownShape } from "../setting-shape.ts";
import { pageOf } from "../shapes.ts";

const TemplateShape = z
  .strictObject(shownShape(templateFields))
  .meta({ id: "Template", description: "The text of a reply that rules send" });
const { text } = newShape(templateFields, ["text"], {});
const nameParam = object({ name: z.string().max(100) });

/** Templates of replies. */
export function templateRoutes({ engine }: ApiParts): readonly Route[] {
  const { settings } = engine;
  const one = (read: Read, name: string, headers: Readonly<Record<string, string>> = {}) => {
    const found = read.settings.template(name);
    return found
      ? ok({ body: settingShown(templateFields, found), headers })
      : refuse(fault("template.unknown", { params: { name } }));
  };

  return [
    route({
      method: "get",
      path: "/templates",
      summary: "List templates of replies",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(TemplateShape),
      handle: ({ read, query }) =>
        ok({
          body: pageBy(
            read.settings.templates().map((template) => settingShown(templateFields, template)),
            ({ name }) => name,
            query,
          ),
        }),
    }),

    route({
      method: "post",
      path: "/templates",
      summary: "Add a template",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object(newShape(templateFields, ["name", "text"], {})),
      bodyLimit: bodies.pages,
      status: 201,
      response: TemplateShape,
      async handle({ caller, read, body }) {
        const saved = await settings.saveTemplate(caller, body, "new");
        if (!saved.ok) return saved;
        const name = body.name.trim();
        return one(read, name, { location: `${BASE}/templates/${encodeURIComponent(name)}` });
      },
    }),

    route({
      method: "get",
      path: "/templates/{name}",
      summary: "Get a template",
      needs: "settings.read",
      params: nameParam,
      query: nothing,
      body: nothing,
      response: TemplateShape,
      handle: ({ read, params }) => one(read, params.name),
    }),

    route({
      method: "put",
      path: "/templates/{name}",
      summary: "Set the text of a template",
      needs: "settings.write",
      params: nameParam,
      query: nothing,
      body: object({ text }),
      bodyLimit: bodies.pages,
      response: TemplateShape,
      async handle({ caller, read, params, body }) {
        const saved = await settings.saveTemplate(caller, { name: params.name, text: body.text }, "known");
        return saved.ok ? one(read, params.name) : saved;
      },
    }),

    route({
      method: "delete",
      path: "/templates/{name}",
      summary: "Remove a template; rules that name it then send nothing",
      needs: "settings.write",
      params: nameParam,
      query: nothing,
      body: nothing,
      response: TemplateShape,
      async handle({ caller, read, params }) {
        const last = one(read, params.name);
        const removed = await settings.removeTemplate(caller, params.name);
        return removed.ok ? last : removed;
      },
    }),
  ];
}
