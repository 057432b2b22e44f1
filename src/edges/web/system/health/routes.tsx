import { frameOf } from "../../server/frame.ts";
import { refusal } from "../../server/guard.ts";
import { html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Site, Web } from "../../web.ts";
import { HealthPage } from "./page.tsx";

const here = "/system/health";

/** The page about the program's health. */
export function healthRoutes(site: Site, web: Web): void {
  web.use(here, async (c, next) => refusal(site, c, "settings.write") ?? next());

  web.get(here, async (c) => {
    const report = await site.health.report();
    const problems = report.findings.filter(({ level }) => level === "problem").length;
    return html(c, <HealthPage view={{ frame: frameOf(site, c, "system", { problems }), report }} />);
  });

  web.post(here, takes(), async (c) => {
    await site.health.again();
    return c.redirect(here, 303);
  });
}
