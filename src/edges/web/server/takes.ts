/** What may be sent to a page: each route that takes a form declares how much of it, and nothing is read before that is known. */
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { createRoom, readBounded } from "../../../base/bounded.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Ctx, Web, WebEnv } from "../web.ts";
import { Form } from "./form.ts";
import {
  type Encoding,
  encodingOf,
  type FormBounds,
  mostBytes,
  readForm,
  startOfForm,
  tooLarge,
} from "./read-form.ts";
import { fromElsewhere } from "./same-site.ts";

const KB = 1024;
const MB = 1024 * KB;

/** Buttons, choices and lines of text. */
const small: FormBounds = { text: 64 * KB, fields: 50, files: 0, fileBytes: 0 };

/** What more than that some forms need; a route names one of these, or its own. */
export const bounds = {
  /** Before anyone is known. */
  open: { text: 16 * KB, fields: 10 },
  /** A text of some pages, certificates. */
  pages: { text: 256 * KB },
  /** A reply's text, up to the million characters that one may have. */
  reply: { text: 4 * MB },
  /** A box to tick for each of many. */
  many: { text: MB, fields: 10_100 },
} as const satisfies { readonly [name: string]: Partial<FormBounds> };

/** Bytes of large forms that are held at the same time for all readers together. */
const TOGETHER = 128 * MB;
/** Forms up to this size are not counted: there are no more of them than connections. */
const UNCOUNTED = 256 * KB;
/** Bytes of a form that is too large that are passed over, so that a browser gets to read the answer, and kept of its start. */
const PASSED_OVER = 64 * MB;
const KEPT = 256 * KB;

/** How the pages treat forms. */
export interface FormRules {
  /** Whether the form comes from a page of ours, by what is in it. */
  readonly ours: (c: Ctx, form: Form) => boolean;
  readonly refuse: (c: Ctx, problem: Fault) => Response | Promise<Response>;
}

const declared = new WeakMap<object, FormBounds>();
const rulesOf = new WeakMap<Request, FormRules>();
const room = createRoom(TOGETHER);

/**
 * Declares that a route takes a form, and reads it: the handler after `needs`. The form is then in the context; what
 * is larger than declared, or is no form of ours, does not reach what follows.
 */
export function takes(more: Partial<FormBounds> = {}): MiddlewareHandler<WebEnv> {
  const most = { ...small, ...more };
  const read: MiddlewareHandler<WebEnv> = async (c, next) => {
    const rules = rulesOf.get(c.req.raw);
    if (!rules) throw new Error("a form was about to be read that nothing has let through");
    const received = await receive(c, most);
    if (received.kept) c.set("form", received.kept);
    if (!received.form.ok) return rules.refuse(c, received.form.error);
    try {
      const form = received.form.value;
      c.set("form", form);
      if (!rules.ours(c, form)) return await rules.refuse(c, fault("request.csrf"));
      await next();
    } finally {
      received.release();
    }
    return undefined;
  };
  declared.set(read, most);
  return read;
}

/**
 * Lets through what may be sent, as far as its head tells: a POST, to a route that takes forms, from a page of ours.
 * Comes before all routes with forms.
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

/** A route that takes forms. */
export interface FormRoute {
  readonly path: string;
  readonly bounds: FormBounds;
}

/**
 * All routes that take forms.
 * @param uploads paths that read what is sent in a way of their own
 * @throws Error where a route takes what is posted without saying how much
 */
export function formRoutes(web: Web, uploads: readonly string[]): readonly FormRoute[] {
  const posts = web.routes.filter(({ method }) => method === "POST");
  const found = posts.flatMap(({ path, handler }) => {
    const most = declared.get(handler);
    return most ? [{ path, bounds: most }] : [];
  });
  const silent = posts.find(({ path }) => !uploads.includes(path) && !found.some((one) => one.path === path));
  if (silent) throw new Error(`${silent.path} does not say how much may be sent to it`);
  return found;
}

/** A small form that was sent without a session, so that nothing typed is lost; null where it is not small. */
export async function formBefore(c: Ctx): Promise<Form | null> {
  const most = { ...small, ...bounds.open };
  if (fromElsewhere(c)) return null;
  const received = await receive(c, most);
  received.release();
  return received.form.ok ? received.form.value : null;
}

interface Received {
  readonly form: Result<Form, Fault>;
  /** What could be read of a form that is refused. */
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
  const bytes = mostBytes(encoding, most);
  if (told !== null && told > bytes) return tooMuch(c, told, encoding, most);
  // Only now: where it is looked at, it is read.
  const { body } = c.req.raw;
  if (body === null) return { form: ok(new Form()), kept: null, release: nothingHeld };
  const read = await readBounded(body, bytes, bytes > UNCOUNTED ? room : null);
  if (!read.ok) {
    if (read.why === "too-large") return refused(tooLarge(most), startOf(read.start, encoding, most));
    if (read.why === "no-room") return refused(fault("system.busy"), startOf(read.start, encoding, most));
    return refused(fault("request.ended", { cause: read.cause }));
  }
  return { form: readForm(read.bytes, encoding, most), kept: null, release: read.release };
}

/**
 * A form that says that it is too large is not read, unless it is one with files: browsers read no answer before they
 * have sent it all, and its text is worth keeping. What is passed over is held nowhere.
 */
async function tooMuch(c: Ctx, told: number, encoding: Encoding, most: FormBounds): Promise<Received> {
  if (most.files === 0 || told > PASSED_OVER) return refused(tooLarge(most));
  const { body } = c.req.raw;
  const start = body ? await passOver(body) : [];
  return refused(tooLarge(most), startOf(start, encoding, most));
}

/**
 * Reads a body that is refused to its end, 64 MB at most, so that the browser reads the answer. Only for people whose
 * session is known.
 * @returns its start, 256 KB at most
 */
export async function passOver(body: ReadableStream<Uint8Array>): Promise<readonly Uint8Array[]> {
  const start: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body.values({ preventCancel: true })) {
      if (size < KEPT) start.push(chunk.subarray(0, KEPT - size));
      size += chunk.length;
      if (size > PASSED_OVER) break;
    }
  } catch {
    // Who has gone away meanwhile reads no answer.
  }
  return start;
}

const refused = (problem: Fault, kept: Form | null = null): Received => ({
  form: refuse(problem),
  kept,
  release: nothingHeld,
});

function startOf(chunks: readonly Uint8Array[], encoding: Encoding, most: FormBounds): Form {
  return startOfForm(Buffer.concat(chunks).subarray(0, KEPT), encoding, most);
}

/** Bytes that the request says it has; null where it does not say. */
function lengthOf(c: Ctx): number | null {
  const told = c.req.header("Content-Length");
  if (told === undefined || c.req.header("Transfer-Encoding") !== undefined) return null;
  return /^\d{1,15}$/.test(told) ? Number(told) : Number.POSITIVE_INFINITY;
}
