/** Responses: pages, and faults as pages. */
import { type Fault, faultKind } from "../../../base/fault.ts";
import { faultRemedy, faultText } from "../../../text/index.ts";
import { type TextKey, textIn } from "../../../text/web.ts";
import type { FormFault } from "../view.ts";
import type { Ctx, Site } from "../web.ts";
import { ErrorPage } from "./error-page.tsx";
import type { Form } from "./form.ts";
import { frameOf } from "./frame.ts";

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
  const title = titles[fault.code];
  return html(
    c,
    <ErrorPage
      view={{
        frame,
        status,
        title: title ? t(title) : t("error.title"),
        text: faultText(frame.language, fault),
        hint: faultRemedy(frame.language, fault),
        typed: typed(c.get("form")),
      }}
    />,
    status,
  );
}

const titles: { readonly [code: string]: TextKey } = {
  "thing.not-found": "error.notFound",
  "permission.denied": "error.forbidden",
  "request.csrf": "error.expired",
  "internal.bug": "error.bug",
};

/** A fault for a form. */
export const formFault = (fault: Fault, rename: { readonly [field: string]: string } = {}): FormFault => ({
  text: faultText("en", fault),
  field: fault.field === undefined ? null : (rename[fault.field] ?? fault.field),
  hint: faultRemedy("en", fault),
});

/** The longer texts of a form, without secrets. */
function typed(form: Form | undefined) {
  if (!form) return [];
  return ["text", "subject", "signature"].flatMap((name) => {
    const value = form.get(name);
    return typeof value === "string" && value.trim() !== "" ? [{ name, value }] : [];
  });
}
