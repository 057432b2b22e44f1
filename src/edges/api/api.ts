import { type Context, Hono } from "hono";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { unwritten } from "../../base/unwritable.ts";
import { acceptedLanguage, type Language } from "../../text/index.ts";
import { type Body, createBodyReader, noBody } from "./body.ts";
import { createCallers, type IdentifiedCaller } from "./callers.ts";
import type { ApiEnv } from "./env.ts";
import { createMessages } from "./messages.ts";
import { createIdempotency } from "./once.ts";
import { openApi } from "./openapi.ts";
import type { ApiParts } from "./parts.ts";
import { problem } from "./problem.ts";
import type { Reply, Route } from "./route.ts";
import { backupRoutes } from "./routes/backups.ts";
import { categoryRoutes } from "./routes/categories.ts";
import { consolePinRoutes } from "./routes/console-pin.ts";
import { conversationRoutes } from "./routes/conversation.ts";
import { directoryRoutes } from "./routes/directory.ts";
import { domainRoutes } from "./routes/domains.ts";
import { imapAccountRoutes } from "./routes/imap-accounts.ts";
import { incomingRoutes } from "./routes/incoming.ts";
import { journalRoutes } from "./routes/journal.ts";
import { mailRoutes } from "./routes/mails.ts";
import { networkRoutes } from "./routes/network.ts";
import { oauthAccountRoutes } from "./routes/oauth-accounts.ts";
import { outgoingRoutes } from "./routes/outgoing.ts";
import { peopleRoutes } from "./routes/people.ts";
import { replySettingsRoutes } from "./routes/reply-settings.ts";
import { rulesetRoutes } from "./routes/rulesets.ts";
import { serviceRoutes } from "./routes/service.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { systemRoutes } from "./routes/system.ts";
import { templateRoutes } from "./routes/templates.ts";
import { threadRoutes } from "./routes/threads.ts";
import { ticketRoutes } from "./routes/tickets.ts";
import { updateRoutes } from "./routes/updates.ts";
import { viewRoutes } from "./routes/views.ts";
import { webhookRoutes } from "./routes/webhooks.ts";

/** The most bytes of a body, unless the route says otherwise. */
const BODY = 64 * 1024;
/** The most parameters of a query. */
const MOST_PARAMETERS = 50;

/** All routes of version 1, in one table. */
export function routesOf(parts: ApiParts): readonly Route[] {
  const messages = createMessages(parts);
  const routes = [
    ...ticketRoutes(parts, messages),
    ...conversationRoutes(parts, messages),
    ...threadRoutes(parts),
    ...mailRoutes(parts, messages),
    ...journalRoutes(parts),
    ...settingsRoutes(parts),
    ...categoryRoutes(),
    ...templateRoutes(parts),
    ...viewRoutes(parts),
    ...webhookRoutes(parts),
    ...rulesetRoutes(parts),
    ...domainRoutes(parts),
    ...imapAccountRoutes(parts),
    ...oauthAccountRoutes(parts),
    ...incomingRoutes(parts),
    ...replySettingsRoutes(parts),
    ...outgoingRoutes(parts),
    ...serviceRoutes(parts),
    ...directoryRoutes(parts),
    ...peopleRoutes(parts),
    ...systemRoutes(parts),
    ...networkRoutes(parts),
    ...consolePinRoutes(parts),
    ...updateRoutes(parts),
    ...backupRoutes(parts),
  ];
  return [...routes, openApi(routes, parts.version)];
}

/** The HTTP API, version 1, to be mounted at /api/v1. Its responses must not be cached. */
export function createApi(parts: ApiParts): Hono<ApiEnv> {
  const { log } = parts;
  const app = new Hono<ApiEnv>();
  const callers = createCallers(parts);
  const onces = createIdempotency(parts);
  const readBody = createBodyReader();
  const routes = routesOf(parts);

  app.use(async (context, next) => {
    await next();
    context.res.headers.set("cache-control", "no-store");
    context.res.headers.set("x-content-type-options", "nosniff");
    // A HEAD is handled like a GET; the body that it omits must not wait for a reader.
    if (context.req.raw.method === "HEAD") await context.res.body?.cancel();
  });
  for (const route of routes) {
    app.on(route.method.toUpperCase(), hono(route.path), async (context) => {
      const reply = await handle(context, route);
      return reply.ok ? reply.value : refused(context, reply.error);
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    app.all(hono(path), (context) =>
      problem(languageOf(context), fault("request.method"), { allow: methods.join(", ") }),
    );
  }
  app.all("*", (context) => problem(languageOf(context), fault("thing.not-found")));
  app.onError((cause, context) => refused(context, unwritten(cause)));
  return app;

  async function handle(context: Context<ApiEnv>, route: Route): Promise<Result<Response, Fault>> {
    const { req } = context;
    const seen = callers.admit(context, route.needs);
    if (!seen.ok) return seen;
    const query = single(new URL(req.url).searchParams);
    if (!query.ok) return query;
    const body = route.method === "get" ? ok(noBody) : await readBody(req.raw, route.bodyLimit ?? BODY);
    if (!body.ok) return body;
    try {
      return await answer(context, route, seen.value, query.value, body.value);
    } finally {
      body.value.release();
    }
  }

  async function answer(
    context: Context<ApiEnv>,
    route: Route,
    seen: IdentifiedCaller,
    query: Record<string, string>,
    body: Body,
  ): Promise<Result<Response, Fault>> {
    const { req } = context;
    const once = onces.of(req, seen.token, body.bytes);
    if (!once.ok) return once;
    const { value: repeatable } = once;
    return repeatable === undefined || route.remembers ? execute() : onces.execute(repeatable, execute);

    async function execute(): Promise<Result<Response, Fault>> {
      const reply = await route.run({
        ...seen,
        read: parts.reading.for(seen.caller),
        language: languageOf(context),
        params: req.param(),
        query,
        body: body.value,
        header: (name) => req.header(name),
        once: repeatable,
      });
      return reply.ok ? ok(responseOf(reply.value, route.status ?? 200)) : reply;
    }
  }

  function refused(context: Context<ApiEnv>, refusal: Fault): Response {
    if (refusal.code === "internal.bug" || refusal.code === "disk.full") {
      log.error("a request of the API failed", { code: refusal.code, cause: refusal.cause });
    }
    return problem(languageOf(context), refusal);
  }
}

/** As for pages. */
const languageOf = ({ req }: Context<ApiEnv>): Language => acceptedLanguage(req.header("accept-language"));

/** "/tickets/{number}" in the router's syntax. */
const hono = (path: string): string => path.replace(/\{(\w+)\}/g, ":$1");

function responseOf(reply: Reply<unknown>, status: number): Response {
  if (reply instanceof Response) return reply;
  return new Response(JSON.stringify(reply.body), {
    status,
    headers: { ...reply.headers, "content-type": "application/json" },
  });
}

function single(given: URLSearchParams): Result<Record<string, string>, Fault> {
  const found = new Map<string, string>();
  for (const [name, value] of given) {
    if (found.has(name)) {
      const field = name.slice(0, 200);
      return refuse(fault("request.twice", { field, params: { field } }));
    }
    found.set(name, value);
    if (found.size > MOST_PARAMETERS) {
      return refuse(fault("request.parameters", { params: { most: MOST_PARAMETERS } }));
    }
  }
  return ok(Object.fromEntries(found));
}
