import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { faultPage, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Site, Web } from "../../web.ts";
import { HealthPage } from "./page.tsx";

const here = "/system/health";

/** The health page. */
export function healthRoutes(site: Site, web: Web): void {
  web.get(here, needs("settings.write"), async (c) => {
    const found = await site.health.report(sessionOf(c).caller);
    if (!found.ok) return faultPage(site, c, found.error);
    const report = found.value;
    const problems = report.findings.filter(({ level }) => level === "problem").length;
    return html(c, <HealthPage view={{ frame: frameOf(site, c, "system", { problems }), report }} />);
  });

  web.post(here, needs("settings.write"), takes(), async (c) => {
    const checked = await site.health.again(sessionOf(c).caller);
    return checked.ok ? c.redirect(here, 303) : faultPage(site, c, checked.error);
  });
}
