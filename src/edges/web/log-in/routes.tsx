import { fault, faultKind } from "../../../base/fault.ts";
import { ownPath } from "../parts/links.ts";
import { field } from "../server/form.ts";
import { frameOf } from "../server/frame.ts";
import { textsFor } from "../server/language.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { dropSession, keepChoice, keepSession, remoteAddress, sessionToken } from "../server/session.ts";
import { bounds, takes } from "../server/takes.ts";
import { type Flash, themes } from "../view.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { LoginPage } from "./page.tsx";
import type { LoginView } from "./view.ts";

/** People who watched a restore come from there; but it is only shown if there was one. */
const RESTORED = "/setup/restore";
/** Milliseconds for which a restore is mentioned. */
const NEWS = 3_600_000;

export function loginRoutes(site: Site, web: Web): void {
  const { people } = site.engine;
  const show = async (c: Ctx, view: Omit<LoginView, "frame">, status = 200) => {
    const flash = view.next === RESTORED ? await justRestored(site, c) : null;
    const frame = frameOf(site, c, null, { reader: null, flash });
    return html(c, <LoginPage view={{ frame, ...view }} />, status);
  };

  web.get("/login", needs("open"), async (c) => {
    const next = ownPath(c.req.query("next") ?? "", "/tickets");
    if (c.get("session")) return c.redirect(next, 302);
    return show(c, { user: "", next, fault: null });
  });

  web.post("/login", needs("open"), takes(bounds.open), async (c) => {
    const form = c.get("form");
    const next = ownPath(field(form, "next"), "/tickets");
    const user = field(form, "user").slice(0, 200);
    const token = await people.logIn(user, field(form, "password"), remoteAddress(c));
    if (!token.ok) {
      const { http } = faultKind(token.error.code);
      return show(c, { user, next, fault: formFault(c, token.error) }, http);
    }
    // An earlier session is not continued.
    const before = sessionToken(c);
    if (before !== "") people.logOut(before);
    keepSession(c, token.value);
    return c.redirect(next, 303);
  });

  web.post("/logout", needs("session"), takes(), (c) => {
    people.logOut(sessionToken(c));
    dropSession(c);
    return c.redirect("/login", 303);
  });

  web.post("/preferences", needs("session"), takes({ only: { theme: themes, keys: ["on", "off"] } }), (c) => {
    const form = c.get("form");
    const theme = themes.find((one) => one === field(form, "theme"));
    const keys = field(form, "keys");
    if (theme) keepChoice(c, "mm_theme", theme);
    else if (keys === "on" || keys === "off") keepChoice(c, "mm_keys", keys);
    else return faultPage(site, c, fault("request.invalid"));
    return c.redirect(backPath(c), 303);
  });
}

/** The page of this site that the form was on. */
function backPath(c: Ctx): string {
  const referer = c.req.header("Referer") ?? "";
  if (!URL.canParse(referer)) return "/tickets";
  const { pathname, search } = new URL(referer);
  return ownPath(pathname + search, "/tickets");
}

async function justRestored(site: Site, c: Ctx): Promise<Flash | null> {
  const restored = await readOf(site, c).system.restoredAt();
  const news = restored !== null && site.now() - restored < NEWS;
  return news ? { kind: "done", text: textsFor(c)("restore.done") } : null;
}
