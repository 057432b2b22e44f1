/** Limits on forms: each route that accepts a form declares its limits, and nothing is read before they are known. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { createMemoryBudget, readBounded } from "../../../base/bounded.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Ctx, Web, WebEnv } from "../web.ts";
import { Form } from "./form.ts";
import {
  type Encoding,
  encodingOf,
  type FormBounds,
  maxBytes,
  readForm,
  startOfForm,
  tooLarge,
} from "./read-form.ts";
import { fromElsewhere } from "./same-site.ts";

const KB = 1024;
const MB = 1024 * KB;

/** The default: buttons, choices and lines of text. */
const small: FormBounds = { text: 64 * KB, fields: 50, files: 0, fileBytes: 0 };

/** Higher limits for some forms; a route uses one of these, or its own. */
export const bounds = {
  /** Before log-in. */
  open: { text: 16 * KB, fields: 10 },
  /** A long text, certificates. */
  pages: { text: 256 * KB },
  /** A reply's text, up to a million characters. */
  reply: { text: 4 * MB },
  /** Many checkboxes. */
  many: { text: MB, fields: 10_100 },
} as const satisfies { readonly [name: string]: Partial<FormBounds> };

/** The most bytes of large forms in memory at the same time, for all readers together. */
const TOGETHER = 128 * MB;
/** Forms up to this size are not counted: there are no more of them than connections. */
const UNCOUNTED = 256 * KB;
/** Bytes of an oversized form that are skipped, so that the browser reads the response, and bytes kept of its start. */
const PASSED_OVER = 256 * MB;
const KEPT = 256 * KB;
/** A form with a long text is kept with all of that, and of a longer one this much more. */
const keptOf = ({ text }: FormBounds): number => Math.max(KEPT, 2 * text);

/** How pages handle forms. */
export interface FormRules {
  /** Whether the form comes from one of our pages, by its token. */
  readonly ours: (c: Ctx, form: Form) => boolean;
  readonly refuse: (c: Ctx, problem: Fault) => Response | Promise<Response>;
}

const declared = new WeakMap<object, Omit<FormRoute, "path">>();
const rulesOf = new WeakMap<Request, FormRules>();
const room = createMemoryBudget(TOGETHER);

/** The fields with a fixed set of values: buttons, lists, radio buttons, checkboxes. */
type Listed = { readonly [field: string]: readonly string[] };

interface Only {
  /** Their values. A form with another one, which no page of ours sends, is refused. */
  readonly only?: Listed;
}

/** The values of a checkbox: checked, or not. */
export const checked = ["yes", ""] as const;

/** Shows a form again that was too large; what could be read of it is in the context. */
export type Again = (c: Ctx, problem: Fault) => Response | Promise<Response>;

/**
 * Declares that a route accepts a form, and reads it: the handler after `needs`. The form is then in the context; an
 * oversized form, one that is not from us, or one with a value that its field does not have, does not reach the next
 * handler.
 * @param again for an oversized form; without it, a page shows the fault and what was typed
 */
export function takes(more: Partial<FormBounds> & Only = {}, again?: Again): MiddlewareHandler<WebEnv> {
  const { only = {}, ...bounds } = more;
  const most = { ...small, ...bounds };
  const read: MiddlewareHandler<WebEnv> = async (c, next) => {
    const rules = rulesOf.get(c.req.raw);
    if (!rules) throw new Error("a form was about to be read that nothing has let through");
    const received = await receive(c, most);
    if (received.kept) c.set("form", received.kept);
    if (!received.form.ok) {
      const { kept, form } = received;
      return again && kept && rules.ours(c, kept) ? again(c, form.error) : rules.refuse(c, form.error);
    }
    try {
      const form = received.form.value;
      c.set("form", form);
      if (!rules.ours(c, form)) return await rules.refuse(c, fault("request.csrf"));
      const wrong = unlisted(form, only);
      if (wrong) return await rules.refuse(c, wrong);
      await next();
    } finally {
      received.release();
    }
    return undefined;
  };
  declared.set(read, { bounds: most, only });
  return read;
}

/**
 * Checks a request by its header: it must be a POST, to a route that accepts forms, from one of our pages. Comes before
 * all routes with forms.
 */
export const letThrough =
  (rules: FormRules): MiddlewareHandler<WebEnv> =>
  async (c, next) => {
    const { method } = c.req;
    if (method === "GET" || method === "HEAD") return next();
    if (method !== "POST") {
      c.header("Allow", "GET, HEAD, POST");
      return rules.refuse(c, fault("request.method"));
    }
    if (!matchedRoutes(c).some((route) => route.method === "POST")) {
      return rules.refuse(c, fault("page.unknown"));
    }
    const elsewhere = fromElsewhere(c);
    if (elsewhere) return rules.refuse(c, elsewhere);
    rulesOf.set(c.req.raw, rules);
    return next();
  };

/** A route that accepts forms. */
export interface FormRoute {
  readonly path: string;
  readonly bounds: FormBounds;
  /** The fields with a fixed set of values, and these. */
  readonly only: Listed;
}

/**
 * All routes that accept forms.
 * @param uploads paths that read the body in their own way
 * @throws Error if a route accepts POSTs without declaring its limits
 */
export function formRoutes(web: Web, uploads: readonly string[]): readonly FormRoute[] {
  const posts = web.routes.filter(({ method }) => method === "POST");
  const found = posts.flatMap(({ path, handler }) => {
    const most = declared.get(handler);
    return most ? [{ path, ...most }] : [];
  });
  const silent = posts.find(({ path }) => !uploads.includes(path) && !found.some((one) => one.path === path));
  if (silent) throw new Error(`${silent.path} does not say how much may be sent to it`);
  return found;
}

/** A small form sent without a session, so that nothing typed is lost; null if it is not small. */
export async function formBefore(c: Ctx): Promise<Form | null> {
  const most = { ...small, ...bounds.open };
  if (fromElsewhere(c)) return null;
  const received = await receive(c, most);
  received.release();
  return received.form.ok ? received.form.value : null;
}

/** The fault of the first field that has none of its values, or of a version that is not a number; null if all are fine. */
function unlisted(form: Form, only: Listed): Fault | null {
  for (const [name, values] of Object.entries(only)) {
    if (form.getAll(name).every((sent) => values.some((one) => one === sent))) continue;
    const params = { field: `“${name}”`, values: values.filter(Boolean).join(", ") };
    return fault("request.field.values", { field: name, params });
  }
  const version = form
    .getAll("version")
    .some((sent) => typeof sent !== "string" || wholeNumber(sent) === null);
  return version ? fault("request.field.whole", { field: "version", params: { field: "“version”" } }) : null;
}

interface Received {
  readonly form: Result<Form, Fault>;
  /** What could be read of a refused form. */
  readonly kept: Form | null;
  readonly release: () => void;
}

const nothingHeld = () => {};

async function receive(c: Ctx, most: FormBounds): Promise<Received> {
  const type = c.req.header("Content-Type");
  const told = lengthOf(c);
  if (
    told === 0 ||
    (told === null && type === undefined && c.req.header("Transfer-Encoding") === undefined)
  ) {
    return { form: ok(new Form()), kept: null, release: nothingHeld };
  }
  const encoding = encodingOf(type ?? "");
  if (encoding === null || c.req.header("Content-Encoding") !== undefined) {
    const problem = fault("request.not-form");
    return refused(problem);
  }
  const bytes = maxBytes(encoding, most);
  if (told !== null && told > bytes) return tooMuch(c, told, encoding, most);
  // Only now: accessing the body starts to read it.
  const { body } = c.req.raw;
  if (body === null) return { form: ok(new Form()), kept: null, release: nothingHeld };
  const read = await readBounded(body, bytes, bytes > UNCOUNTED ? room : null, nextTurn);
  if (!read.ok) {
    if (read.why === "too-large") return refused(tooLarge(most), startOf(read.start, encoding, most));
    if (read.why === "no-room") return refused(fault("system.busy"), startOf(read.start, encoding, most));
    return refused(fault("request.ended", { cause: read.cause }));
  }
  return { form: readForm(read.bytes, encoding, most), kept: null, release: read.release };
}

/**
 * Of a form that announces that it is too large, the start is kept: what was typed is worth keeping, and browsers do not
 * read a response before they have sent everything. Skipped bytes are not stored. Nothing is read before log-in.
 */
async function tooMuch(c: Ctx, told: number, encoding: Encoding, most: FormBounds): Promise<Received> {
  if (!c.get("session") && most.files === 0) return refused(tooLarge(most));
  const { body } = c.req.raw;
  const keep = keptOf(most);
  if (told > PASSED_OVER || body === null || !room.take(keep)) return refused(tooLarge(most));
  try {
    return refused(tooLarge(most), startOf(await drain(body, keep), encoding, most));
  } finally {
    room.give(keep);
  }
}

/**
 * Reads a refused body to its end, at most 256 MB, so that the browser reads the response. Only for people with a
 * session.
 * @param keep bytes of its start to return; 256 KB by default
 */
export async function drain(body: ReadableStream<Uint8Array>, keep = KEPT): Promise<readonly Uint8Array[]> {
  const start: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body.values({ preventCancel: true })) {
      if (size < keep) start.push(chunk.subarray(0, keep - size));
      size += chunk.length;
      if (size > PASSED_OVER) break;
    }
  } catch {
    // The browser may have gone away.
  }
  return start;
}

const refused = (problem: Fault, kept: Form | null = null): Received => ({
  form: refuse(problem),
  kept,
  release: nothingHeld,
});

function startOf(chunks: readonly Uint8Array[], encoding: Encoding, most: FormBounds): Form {
  return startOfForm(Buffer.concat(chunks).subarray(0, keptOf(most)), encoding, most);
}

/** The announced size of the body; null if there is none. */
function lengthOf(c: Ctx): number | null {
  const told = c.req.header("Content-Length");
  if (told === undefined || c.req.header("Transfer-Encoding") !== undefined) return null;
  return wholeNumber(told) ?? Number.POSITIVE_INFINITY;
}
