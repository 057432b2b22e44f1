import { tokenFields } from "../../../../domain/settings/fields/index.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { done } from "../../server/flash.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { tokenForm } from "./form.ts";
import { TokensPage } from "./page.tsx";
import type { TokensView } from "./view.ts";

export function tokenRoutes(site: Site, web: Web): void {
  const { people } = site.engine;
  const empty: TokensView["form"] = { values: { name: "", scope: "write" }, fault: null };
  const show = (c: Ctx, more: Partial<TokensView>, status = 200) => {
    const frame = frameOf(site, c, "settings");
    const tokens = readOf(site, c).people.tokens();
    return html(c, <TokensPage view={{ frame, tokens, made: null, form: empty, ...more }} />, status);
  };

  web.get("/settings/tokens", needs("people.write"), (c) => show(c, {}));

  // The form is on the page of all tokens.
  web.get("/settings/tokens/new", needs("people.write"), (c) => show(c, {}));

  web.post(
    "/settings/tokens/new",
    needs("people.write"),
    takes({ only: optionsOf(tokenForm) }),
    async (c) => {
      const { caller, user } = sessionOf(c);
      const values = readFields(tokenForm, c.get("form"));
      const { name, scope } = values;
      if (name === "" || name.length > tokenFields.name.most) {
        const problem = { text: textsFor(c)("form.tokenName"), field: "name", hint: null };
        return show(c, { form: { values, fault: problem } }, 422);
      }
      const token = await people.createToken(caller, { name, user: user.name, scope });
      if (!token.ok) return show(c, { form: { values, fault: formFault(c, token.error) } }, 422);
      // Shown in the response itself, not after a redirect: it is not stored.
      return show(c, { made: { name, token: token.value } });
    },
  );

  web.post("/settings/tokens/:id/revoke", needs("people.write"), takes(), async (c) => {
    const revoked = await people.revokeToken(sessionOf(c).caller, c.req.param("id"));
    return revoked.ok ? done(c, "/settings/tokens", "revoked") : faultPage(site, c, revoked.error);
  });
}
