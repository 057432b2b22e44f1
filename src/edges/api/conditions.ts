import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { DueFields } from "./shapes.ts";

/**
 * A ticket's entity tag. It is a strong one, since If-Match compares strongly (RFC 9110 section 13.1.1). The
 * representation follows from the ticket's version, except for what depends on time, and on what is declared of targets.
 */
export function entityTag(version: number, due: DueFields & { readonly target: string | null }): string {
  const { overdue, dueSoon, nextDueAt, target } = due;
  const at = target === null || nextDueAt === null ? [] : [nextDueAt.replace(/[^0-9TZ]/g, "")];
  return `"${[version, ...(overdue ? ["overdue"] : []), ...(dueSoon ? ["soon"] : []), ...at].join("-")}"`;
}

/**
 * The version that a change requires, from If-Match: undefined if the request has none. Becoming
 * overdue is not a change that anyone could overwrite, so all tags of one version are accepted.
 * @param header the field's value
 * @param version the ticket's version
 * @returns thing.moved-on if none of the tags is the ticket's
 */
export function ifMatch(header: string | undefined, version: number): Result<number | undefined, Fault> {
  if (header === undefined || header.trim() === "*") return ok(undefined);
  const tags = tagsOf(header);
  if (tags === null) {
    return refuse(fault("request.if-match", { field: "If-Match" }));
  }
  const matches = tags.some(({ weak, tag }) => !weak && tag.split("-")[0] === `${version}`);
  return matches ? ok(version) : refuse(fault("thing.moved-on"));
}

/** Whether If-None-Match matches the representation, so that the response is 304 (RFC 9110 section 13.1.2, weak comparison). */
export function notModified(header: string | undefined, current: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return tagsOf(header)?.some(({ tag }) => `"${tag}"` === current) ?? false;
}

/** The entity tags of a list; null if it is not valid. */
function tagsOf(header: string): readonly { readonly weak: boolean; readonly tag: string }[] | null {
  const members = header.split(",").map((member) => /^(W\/)?"([\x21\x23-\x7e]*)"$/.exec(member.trim()));
  const tags = members.flatMap((found) =>
    found ? [{ weak: found[1] !== undefined, tag: found[2] ?? "" }] : [],
  );
  return tags.length === members.length ? tags : null;
}
