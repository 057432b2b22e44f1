import { frameOf } from "../../server/frame.ts";
import { needs } from "../../server/needs.ts";
import { html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Site, Web } from "../../web.ts";
import { HealthPage } from "./page.tsx";

const here = "/system/health";

/** The health page. */
export function healthRoutes(site: Site, web: Web): void {
  web.get(here, needs("settings.write"), async (c) => {
    const report = await site.health.report();
    const problems = report.findings.filter(({ level }) => level === "problem").length;
    return html(c, <HealthPage view={{ frame: frameOf(site, c, "system", { problems }), report }} />);
  });

  web.post(here, needs("settings.write"), takes(), async (c) => {
    await site.health.again();
    return c.redirect(here, 303);
  });
}
