import * as z from "zod";
import { ok } from "../../base/result.ts";
import type { Language } from "../../text/index.ts";
import { textIn } from "../../text/web.ts";
import { nothing } from "./inputs.ts";
import { BASE } from "./parts.ts";
import { type Route, route } from "./route.ts";
import { Problem } from "./shapes.ts";
import { ToldEvent } from "./told.ts";

/** The route that returns the table itself as an OpenAPI 3.1 document, in the language that is asked for. */
export function openApi(others: readonly Route[], version: string): Route {
  const documents = new Map<Language, Json>();
  const self = route({
    method: "get",
    path: "/openapi.json",
    summary: "This document",
    needs: "open",
    params: nothing,
    query: nothing,
    body: nothing,
    response: z.record(z.string(), z.unknown()),
    handle({ language }) {
      const document: Json = documents.get(language) ?? documentOf([...others, self], version, language);
      documents.set(language, document);
      return ok({ body: document });
    },
  });
  return self;
}

interface Json {
  [field: string]: unknown;
}

function documentOf(routes: readonly Route[], version: string, language: Language): Json {
  const schemas: Json = {};
  const paths: { [path: string]: Json } = {};
  const failure = {
    content: { "application/problem+json": { schema: schemaOf(Problem, "output", schemas) } },
  };
  for (const one of routes) {
    paths[one.path] = { ...paths[one.path], [one.method]: operation(one, schemas, language) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "MailManager", version, license: { name: "GPL-3.0-or-later" } },
    servers: [{ url: BASE }],
    security: [{ token: [] }],
    paths,
    webhooks: { told: { post: webhook(schemas) } },
    components: {
      schemas,
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: { Problem: { description: "An error (RFC 9457)", ...failure } },
    },
  };
}

/** The request that webhooks get. */
const webhook = (schemas: Json): Json => ({
  operationId: "webhookTold",
  summary: "A webhook is told what happened, signed as in Standard Webhooks",
  parameters: ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
    return { name, in: "header", required: true, schema: { type: "string" } };
  }),
  requestBody: {
    required: true,
    content: { "application/json": { schema: schemaOf(ToldEvent, "output", schemas) } },
  },
  responses: { "2XX": { description: "It was received; anything else is repeated" } },
});

function operation(one: Route, schemas: Json, language: Language): Json {
  const { method, path, summary, needs, params, query, body, response, media, status = 200 } = one;
  const t = textIn(language);
  const json = { "application/json": { schema: schemaOf(response, "output", schemas) } };
  const others = Object.fromEntries((media?.types ?? []).map((type) => [type, {}]));
  const content = media ? { ...(media.json ? json : {}), ...others } : json;
  const sent = Object.keys(partsOf(body, schemas).properties).length > 0;
  return {
    operationId: `${method}${path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    ...(needs === "open"
      ? { security: [{}, { token: [] }] }
      : { description: t("permission.needed", { permission: t(`permission.${needs}`) }) }),
    parameters: [
      ...parameters("path", partsOf(params, schemas)),
      ...parameters("query", partsOf(query, schemas)),
      ...headers(one),
    ],
    ...(sent
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(body, "input", schemas) } },
          },
        }
      : {}),
    responses: {
      [status]: { description: summary, content },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function headers({ method, path }: Route): readonly Json[] {
  const header = (name: string, description: string) => ({
    name,
    in: "header",
    description,
    schema: { type: "string" },
  });
  if (method === "post") {
    return [
      header(
        "Idempotency-Key",
        "Identifies the request: if it is repeated with the same key, it is not executed again",
      ),
    ];
  }
  if (path !== "/tickets/{number}") return [];
  return method === "patch"
    ? [header("If-Match", "The ticket's entity tag; 412 if the ticket has changed since")]
    : [header("If-None-Match", "The ticket's entity tag; 304 if the ticket has not changed")];
}

interface ObjectParts {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

const objectParts = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

const partsOf = (schema: z.ZodType, schemas: Json): ObjectParts =>
  objectParts.parse(schemaOf(schema, "input", schemas));

const parameters = (place: "path" | "query", { properties, required }: ObjectParts): readonly Json[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema,
  }));

/** A schema as JSON Schema; named ones are added to the document's schemas, and referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const { $schema: _, $defs, ...own } = moved(z.toJSONSchema(schema, { io }));
  Object.assign(schemas, $defs);
  return own;
}

function moved(json: unknown): Json {
  const text = JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
