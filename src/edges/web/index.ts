/** What people see in the browser: pages, their assets and help. See README.md. */
import { Hono } from "hono";
import { isDiskFull } from "../../base/disk-full.ts";
import { fault } from "../../base/fault.ts";
import { accountRoutes } from "./routes/account.tsx";
import { caughtRoutes } from "./routes/caught.tsx";
import { helpRoutes } from "./routes/help.tsx";
import { loginRoutes } from "./routes/login.tsx";
import { mailRoutes } from "./routes/mails.tsx";
import { outgoingRoutes } from "./routes/outgoing.tsx";
import { searchRoutes } from "./routes/search.tsx";
import { directoryRoutes } from "./routes/settings-directory.tsx";
import { domainRoutes } from "./routes/settings-domains.tsx";
import { groupRoutes } from "./routes/settings-groups.tsx";
import { imapRoutes } from "./routes/settings-imap.tsx";
import { mailboxRoutes } from "./routes/settings-mailboxes.tsx";
import { outgoingSettingsRoutes } from "./routes/settings-outgoing.tsx";
import { peopleRoutes } from "./routes/settings-people.tsx";
import { tokenRoutes } from "./routes/settings-tokens.tsx";
import { setupRoutes } from "./routes/setup.tsx";
import { backupRoutes } from "./routes/system-backups.tsx";
import { certificateRoutes } from "./routes/system-certificate.tsx";
import { healthRoutes } from "./routes/system-health.tsx";
import { networkRoutes } from "./routes/system-network.tsx";
import { supportRoutes } from "./routes/system-support.tsx";
import { updateRoutes, updateUploadPath } from "./routes/system-updates.tsx";
import { threadRoutes } from "./routes/threads.tsx";
import { ticketRoutes } from "./routes/ticket.tsx";
import { ticketsRoutes } from "./routes/tickets.tsx";
import { createAssets } from "./server/assets.ts";
import { formRules, guard, readSession } from "./server/guard.ts";
import { guardedRoutes, needs } from "./server/needs.ts";
import { faultPage } from "./server/respond.tsx";
import { securityHeaders } from "./server/security.ts";
import { formRoutes, letThrough } from "./server/takes.ts";
import { brokeOff } from "./server/upload.ts";
import { restoreUploadPath } from "./setup/restore.tsx";
import type { Site, Web, WebEnv, WebParts } from "./web.ts";

export { createSetup } from "./setup/index.tsx";
export type { WebParts } from "./web.ts";

/** Where large files are uploaded to, which takes its time. */
export const uploadPaths: readonly string[] = [updateUploadPath, restoreUploadPath];

/** The web interface; to be mounted at "/". */
export function createWeb(parts: WebParts): Web {
  const site: Site = { ...parts, assets: createAssets(parts.asset) };
  const web: Web = new Hono<WebEnv>();

  web.onError((cause, c) => {
    const { path } = c.req;
    if (brokeOff(cause)) {
      parts.log.info("a request broke off", { path });
      return faultPage(site, c, fault("request.ended"));
    }
    const failure = fault(isDiskFull(cause) ? "disk.full" : "internal.bug", { cause });
    parts.log.error("a page failed", { path, code: failure.code, cause });
    return faultPage(site, c, failure);
  });
  web.use(securityHeaders);
  web.get("/assets/:file", needs("open"), (c) => site.assets.answer(c, c.req.param("file")) ?? c.notFound());
  web.get("/favicon.ico", needs("open"), (c) => c.redirect(site.assets.url("icon.svg"), 302));
  // An authority that wants to see whether this host is ours has no session.
  web.get("/.well-known/acme-challenge/:token", needs("open"), (c) => {
    const answer = site.certificates.answerTo(c.req.param("token"));
    return answer === null
      ? c.notFound()
      : c.body(answer, 200, { "Content-Type": "application/octet-stream" });
  });
  web.use(readSession(site));
  web.use(guard(site, web));
  web.use(letThrough(formRules(site)));

  web.get("/", needs("session"), (c) => c.redirect("/tickets", 302));
  for (const routes of [
    loginRoutes,
    accountRoutes,
    ticketsRoutes,
    ticketRoutes,
    threadRoutes,
    searchRoutes,
    mailRoutes,
    outgoingRoutes,
    caughtRoutes,
    mailboxRoutes,
    imapRoutes,
    outgoingSettingsRoutes,
    domainRoutes,
    healthRoutes,
    certificateRoutes,
    backupRoutes,
    peopleRoutes,
    directoryRoutes,
    groupRoutes,
    tokenRoutes,
    networkRoutes,
    updateRoutes,
    supportRoutes,
    setupRoutes,
    helpRoutes,
  ]) {
    routes(site, web);
  }
  web.all("*", (c) => faultPage(site, c, fault("page.unknown")));
  formRoutes(web, uploadPaths);
  guardedRoutes(web);
  return web;
}
