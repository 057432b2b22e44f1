/** Responses: pages, and faults as pages. */
import { type Fault, faultKind } from "../../../base/fault.ts";
import { faultRemedy, faultText } from "../../../text/index.ts";
import { type TextKey, textIn } from "../../../text/web.ts";
import { ownPath } from "../parts/links.ts";
import type { ErrorView, FormFault } from "../view.ts";
import type { Ctx, Site } from "../web.ts";
import { ErrorPage } from "./error-page.tsx";
import type { Form } from "./form.ts";
import { frameOf } from "./frame.ts";
import { languageOf, textsFor } from "./language.ts";

/** A page as a response. */
export function html(c: Ctx, page: unknown, status = 200): Response {
  const { body, headers } = c.html(`<!doctype html>${String(page)}`);
  return new Response(body, { status, headers });
}

/** A fault as a page, with what was typed. */
export function faultPage(site: Site, c: Ctx, fault: Fault): Response {
  const frame = frameOf(site, c, null, { flash: null });
  const t = textIn(frame.language);
  const status = faultKind(fault.code).http;
  const title = titles[fault.reason ?? fault.code] ?? titles[fault.code];
  return html(
    c,
    <ErrorPage
      view={{
        frame,
        status,
        title: title ? t(title) : t("error.title"),
        text: faultText(frame.language, fault),
        hint: faultRemedy(frame.language, fault),
        typed: typed(c),
        back: c.req.method === "POST" ? formPage(c) : null,
      }}
    />,
    status,
  );
}

const titles: { readonly [code: string]: TextKey } = {
  "thing.not-found": "error.notFound",
  "permission.denied": "error.forbidden",
  "request.csrf": "error.expired",
  "request.other-host": "error.otherHost",
  "internal.bug": "error.bug",
};

/** A fault for a form, in the language of the request. @param rename the form's own names of fields */
export function formFault(
  c: Ctx,
  fault: Fault,
  rename: { readonly [field: string]: string } = {},
): FormFault {
  const language = languageOf(c);
  return {
    text: faultText(language, fault),
    field: fault.field === undefined ? null : (rename[fault.field] ?? fault.field),
    hint: faultRemedy(language, fault),
  };
}

/** What was typed in a form, without secrets. */
function typed(c: Ctx): ErrorView["typed"] {
  const form: Form | undefined = c.get("form");
  const t = textsFor(c);
  return typedEntries.flatMap(([name, label]) => {
    const value = form?.get(name);
    return typeof value === "string" && value.trim() !== "" ? [{ name, label: t(label), value }] : [];
  });
}

/** Fields of any form, and what they are called. */
const typedEntries: readonly (readonly [name: string, label: TextKey])[] = [
  ["requester", "list.requester"],
  ["to", "reply.to"],
  ["cc", "reply.cc"],
  ["subject", "field.subject"],
  ["text", "new.text"],
  ["tags", "field.tags"],
  ["category", "field.category"],
  ["target", "field.target"],
  ["name", "people.name"],
  ["signature", "mailbox.signature"],
];

/** The page of ours that a form was sent from; null if the browser does not say. */
function formPage(c: Ctx): string | null {
  const referer = c.req.header("Referer") ?? "";
  if (!URL.canParse(referer)) return null;
  const { host, pathname, search } = new URL(referer);
  return host === (c.req.header("Host") ?? new URL(c.req.url).host)
    ? ownPath(pathname + search, "") || null
    : null;
}
