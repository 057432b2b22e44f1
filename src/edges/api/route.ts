import type * as z from "zod";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Caller, Permission } from "../../domain/policy/index.ts";
import type { IdempotentRequest } from "../../engine/tickets/types.ts";
import type { Read } from "../../record/reading/index.ts";
import type { Language } from "../../text/index.ts";
import { LongValue, TOO_LONG } from "./long-values.ts";
import { BASE } from "./parts.ts";
import { invalid } from "./problem.ts";

/** What a handler gets: everything parsed and validated. */
export interface Ask<P, Q, B> {
  /** Has no permissions if there was no token, which only open routes allow. */
  readonly caller: Caller;
  /** What the caller may see. */
  readonly read: Read;
  /** The language of texts in the response. */
  readonly language: Language;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly header: (name: string) => string | undefined;
  /** From Idempotency-Key; for commands that remember requests themselves. */
  readonly once: IdempotentRequest | undefined;
  /** Whether the caller's token is still valid and still has the route's permission. */
  readonly stillMay: () => boolean;
}

/** What a handler returns: a value to be sent as JSON, or a response of its own. */
export type Reply<R> = { readonly body: R; readonly headers?: Readonly<Record<string, string>> } | Response;

interface Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** In OpenAPI's syntax: "/tickets/{number}". */
  readonly path: string;
  readonly summary: string;
  /** The permission that the caller needs; "open" needs no token. */
  readonly needs: Permission | "open";
  readonly params: P;
  readonly query: Q;
  /** Of an object: a request without a body counts as an empty one. */
  readonly body: B;
  /** The most bytes of the body; default 64 KB. */
  readonly bodyLimit?: number;
  readonly status?: 200 | 201 | 204;
  readonly response: R;
  /** Other media types of the response, and whether in addition to JSON or instead of it. */
  readonly media?: { readonly types: readonly string[]; readonly json: boolean };
  /** Whether the command itself remembers the request by `once`; for other POSTs the engine does. */
  readonly remembers?: boolean;
  readonly handle: (
    ask: Ask<z.output<P>, z.output<Q>, z.output<B>>,
  ) => Result<Reply<z.input<R>>, Fault> | Promise<Result<Reply<z.input<R>>, Fault>>;
}

/** The request before validation. */
export interface Sent extends Omit<Ask<unknown, unknown, unknown>, "params" | "query" | "body"> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One line of the table from which both the routing and the OpenAPI document are made. */
export interface Route
  extends Omit<Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>, "handle" | "remembers"> {
  readonly remembers: boolean;
  /** Validates the request with the schemas and handles it. */
  readonly run: (sent: Sent) => Promise<Result<Reply<unknown>, Fault>>;
}

/** A route whose handler the compiler has checked against its schemas. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  definition: Definition<P, Q, B, R>,
): Route {
  const { handle, ...rest } = definition;
  return {
    ...rest,
    remembers: definition.remembers ?? false,
    async run(sent) {
      const params = definition.params.safeParse(sent.params);
      if (!params.success) return refuse(fault("thing.not-found"));
      const query = definition.query.safeParse(sent.query);
      if (!query.success) return refuse(invalid(query.error));
      const body = definition.body.safeParse(sent.body === undefined ? {} : sent.body, { error: tooLong });
      if (!body.success) return refuse(invalid(body.error));
      return handle({ ...sent, params: params.data, query: query.data, body: body.data });
    },
  };
}

/** The response to a command: what it gave, as the body. */
export const bodyOf = <T>(given: Result<T, Fault>): Result<{ readonly body: T }, Fault> =>
  given.ok ? ok({ body: given.value }) : given;

/** The response about something new, with where it is. @param path of its kind, such as "/groups" */
export const madeAt = <R extends { readonly body: unknown }>(
  made: Result<R, Fault>,
  path: string,
  name: string,
): Result<R & { readonly headers: Readonly<Record<string, string>> }, Fault> =>
  made.ok ? ok({ ...made.value, headers: { location: `${BASE}${path}/${encodeURIComponent(name)}` } }) : made;

/** What is wrong with a string that is longer than any text may be. */
const tooLong = ({ input }: { readonly input?: unknown }) =>
  input instanceof LongValue ? TOO_LONG : undefined;
