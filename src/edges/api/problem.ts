import type * as z from "zod";
import { type Fault, fault, faultKind } from "../../base/fault.ts";
import { faultText } from "../../text/index.ts";

/**
 * A fault as the outside sees it: a problem document (RFC 9457). Its cause and hint stay inside.
 * @param more header fields of the response beside those that the fault's kind asks for
 */
export function problem(refusal: Fault, more: Readonly<Record<string, string>> = {}): Response {
  const { code, reason, field } = refusal;
  const { http: status } = faultKind(code);
  const body = {
    type: `/help/api#${code}`,
    title: faultText("en", fault(code)),
    status,
    detail: faultText("en", refusal),
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field }),
  };
  const headers = new Headers({ "content-type": "application/problem+json" });
  // What is left of the body is not read, so nothing can follow it.
  if (status === 413) headers.set("connection", "close");
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="MailManager"');
  if (status === 429 || status === 503) headers.set("retry-after", String(refusal.retryAfter ?? 2));
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(JSON.stringify(body), { status, headers });
}

/** The first thing that a schema did not like, as a fault that names the field. */
export function invalid(error: z.ZodError): Fault {
  const issue = error.issues[0];
  if (!issue) return fault("request.invalid");
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const field = [...issue.path, ...unknown].map(String).join(".").slice(0, 200);
  const text = textOf(issue, field === "" ? "The body" : `"${field}"`);
  return fault("request.invalid", field === "" ? { text } : { text, field });
}

function textOf(issue: z.core.$ZodIssue, field: string): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `There is no field ${field}; ${issue.message}`;
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? `${field} is missing`
        : `${field} is to be ${article(issue.expected)}`;
    case "invalid_value":
      return `${field} is one of ${issue.values.join(", ")}`;
    case "too_big":
      return `${field} has at most ${issue.maximum}${unit(issue.origin)}`;
    case "too_small":
      return `${field} has at least ${issue.minimum}${unit(issue.origin)}`;
    case "invalid_format":
      return issue.format === "datetime"
        ? `${field} is a time by RFC 3339, such as 2026-11-23T18:40:00Z`
        : `${field} is not well-formed`;
    case "custom":
    case "invalid_union":
      return `${field} ${issue.message}`;
    default:
      return `${field} is not valid`;
  }
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function unit(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}
