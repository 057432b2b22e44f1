import type * as z from "zod";
import { type Fault, fault, faultKind } from "../../base/fault.ts";
import { faultText, type Language } from "../../text/index.ts";
import { LONGEST_TEXT, TOO_LONG } from "./long-values.ts";

/** One thing that keeps a ruleset from being activated. */
export interface Found {
  /** The ruleset that it is in; null for the one that was to be activated. */
  readonly ruleset: string | null;
  /** Null if it is about the ruleset as a whole. */
  readonly line: number | null;
  readonly severity: "error" | "warning";
  readonly code: string;
  /** The rules that it is about. */
  readonly rules: readonly string[];
  readonly text: string;
  /** What accepts it; null for an error. */
  readonly acknowledge: string | null;
}

/** A fault with all that was found. */
export interface FoundFault extends Fault {
  readonly found: readonly Found[];
}

const hasFound = (refusal: Fault): refusal is FoundFault => "found" in refusal;

/**
 * A fault as the API returns it: a problem document (RFC 9457), without its cause and hint.
 * @param language the request's
 * @param more header fields of the response, in addition to those of the fault's kind
 */
export function problem(
  language: Language,
  refusal: Fault,
  more: Readonly<Record<string, string>> = {},
): Response {
  const { code, field } = refusal;
  const { http: status } = faultKind(code);
  const body = {
    type: `/help/api#${code}`,
    title: faultText(language, fault(code)),
    status,
    detail: faultText(language, refusal),
    code,
    ...(field === undefined ? {} : { field }),
    ...(hasFound(refusal) ? { found: refusal.found } : {}),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "content-language": language });
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="MailManager"');
  if (status === 429 || status === 503) headers.set("retry-after", String(refusal.retryAfter ?? 2));
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(JSON.stringify(body), { status, headers });
}

const ownReasons = [
  "request.field.line",
  "request.field.user",
  "request.field.address",
  "request.field.address-form",
  "request.field.file-name",
  "request.field.base64",
  "request.field.due",
] as const;

/** The message of a check of our own in a schema: the reason of the fault that `invalid` makes of it. */
export const own = (reason: (typeof ownReasons)[number]): string => reason;

/** The first error of a schema, as a fault that names the field. */
export function invalid(error: z.ZodError): Fault {
  const issue = error.issues[0];
  if (!issue) return fault("request.invalid");
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const field = [...issue.path, ...unknown].map(String).join(".").slice(0, 200);
  return { ...faultOf(issue, field === "" ? "body" : `"${field}"`), ...(field === "" ? {} : { field }) };
}

function faultOf(issue: z.core.$ZodIssue, field: string): Fault {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.message === ""
        ? fault("request.field.none-allowed", { params: { field } })
        : fault("request.field.unknown", { params: { field, known: issue.message } });
    case "invalid_type":
      if (issue.message === TOO_LONG)
        return fault("request.field.most", { params: { field, kind: "string", n: String(LONGEST_TEXT) } });
      return issue.message.endsWith("received undefined")
        ? fault("request.field.missing", { params: { field } })
        : fault("request.field.type", { params: { field, type: issue.expected } });
    case "invalid_value":
      return fault("request.field.values", { params: { field, values: issue.values.join(", ") } });
    case "too_big":
      return fault("request.field.most", { params: { field, kind: issue.origin, n: String(issue.maximum) } });
    case "too_small":
      return fault("request.field.least", {
        params: { field, kind: issue.origin, n: String(issue.minimum) },
      });
    case "invalid_format":
      return fault(issue.format === "datetime" ? "request.field.time" : "request.field.form", {
        params: { field },
      });
    case "custom":
    case "invalid_union":
      return fault(ownReasons.find((reason) => reason === issue.message) ?? "request.field.invalid", {
        params: { field },
      });
    default:
      return fault("request.field.invalid", { params: { field } });
  }
}
