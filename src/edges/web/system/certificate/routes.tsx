import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, checked, takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { CertificatePage } from "./page.tsx";
import type { CertificateView } from "./view.ts";

const here = "/system/certificate";

/** The certificate's page. */
export function certificateRoutes(site: Site, web: Web): void {
  const { certificates } = site;
  const hostname = (c: Ctx) => readOf(site, c).settings.hostname() ?? "";
  const formOf = ({ policy }: CertificateView["state"]): CertificateView["form"] => {
    const acme = policy.kind === "acme" ? policy : null;
    return {
      directory: acme?.directory ?? "",
      email: acme?.email ?? "",
      names: acme?.names.join("\n") ?? "",
      ca: acme?.ca ?? "",
      terms: acme !== null,
    };
  };
  const show = (c: Ctx, fault: CertificateView["fault"], typed?: CertificateView["form"]) => {
    const state = certificates.state(sessionOf(c).caller);
    if (!state.ok) return faultPage(site, c, state.error);
    const form = typed ?? formOf(state.value);
    const frame = frameOf(site, c, "system");
    const view = { frame, hostname: hostname(c), state: state.value, form, fault };
    return html(c, <CertificatePage view={view} />, fault === null ? 200 : 422);
  };

  web.get(here, needs("settings.write"), (c) => show(c, null));

  web.post(
    `${here}/acme`,
    needs("settings.write"),
    takes({ ...bounds.pages, only: { terms: checked } }),
    async (c) => {
      const form = c.get("form");
      const typed = {
        directory: field(form, "directory").trim(),
        email: field(form, "email").trim(),
        names: field(form, "names"),
        ca: field(form, "ca").trim(),
        terms: field(form, "terms") === "yes",
      };
      if (!typed.terms) {
        const fault = { text: textsFor(c)("cert.acme.terms.missing"), field: "terms", hint: null };
        return show(c, { at: "acme", fault }, typed);
      }
      const set = await certificates.useAcme(sessionOf(c).caller, {
        ...{ kind: "acme", directory: typed.directory, email: typed.email || null, ca: typed.ca || null },
        names: typed.names.split(/[\s,]+/),
      });
      return set.ok ? done(c, here, null) : show(c, { at: "acme", fault: formFault(c, set.error) }, typed);
    },
  );

  web.post(`${here}/own`, needs("settings.write"), takes(bounds.pages), async (c) => {
    const form = c.get("form");
    const given = { cert: field(form, "cert"), key: field(form, "key").trim() || null };
    const set = await certificates.useOwn(sessionOf(c).caller, given);
    return set.ok ? done(c, here, "saved") : show(c, { at: "own", fault: formFault(c, set.error) });
  });

  web.post(`${here}/self`, needs("settings.write"), takes(), async (c) => {
    const set = await certificates.useSelf(sessionOf(c).caller);
    return set.ok ? done(c, here, "saved") : faultPage(site, c, set.error);
  });

  web.post(`${here}/request`, needs("settings.write"), takes(), (c) => {
    const made = certificates.request(sessionOf(c).caller, []);
    if (!made.ok) return show(c, { at: "request", fault: formFault(c, made.error) });
    return c.body(made.value, 200, {
      "Content-Type": "application/pkcs10",
      "Content-Disposition": `attachment; filename="${hostname(c)}.csr"`,
    });
  });
}
