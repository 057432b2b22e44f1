/** What people see in the browser: pages, their assets and help. See README.md. */
import { Hono } from "hono";
import { fault } from "../../base/fault.ts";
import { unwritten } from "../../base/unwritable.ts";
import { accountRoutes } from "./account/routes.tsx";
import { caughtRoutes } from "./caught/routes.tsx";
import { helpRoutes } from "./help/routes.tsx";
import { createLive } from "./live/hub.ts";
import { liveRoutes } from "./live/routes.ts";
import { loginRoutes } from "./log-in/routes.tsx";
import { mailRoutes } from "./mails/routes.tsx";
import { outgoingRoutes } from "./outgoing/routes.tsx";
import { searchRoutes } from "./search/routes.tsx";
import { createAssets } from "./server/assets.ts";
import { formRules, guard, readSession } from "./server/guard.ts";
import { guardedRoutes, needs } from "./server/needs.ts";
import { checkedQuery } from "./server/query.ts";
import { faultPage } from "./server/respond.tsx";
import { securityHeaders, strictTransport, uploadPolicy } from "./server/security.ts";
import { formRoutes, letThrough } from "./server/takes.ts";
import { isConnectionReset } from "./server/upload.ts";
import { directoryRoutes } from "./settings/directory/routes.tsx";
import { domainRoutes } from "./settings/domains/routes.tsx";
import { groupRoutes } from "./settings/groups/routes.tsx";
import { imapRoutes } from "./settings/imap/routes.tsx";
import { incomingRoutes } from "./settings/incoming/routes.tsx";
import { mailboxRoutes } from "./settings/mailboxes/routes.tsx";
import { oauthRoutes } from "./settings/oauth/routes.tsx";
import { outgoingSettingsRoutes } from "./settings/outgoing/routes.tsx";
import { peopleRoutes } from "./settings/people/routes.tsx";
import { findingsRoutes } from "./settings/rules/findings-routes.ts";
import { replayRoutes } from "./settings/rules/replay-routes.tsx";
import { rulesRoutes } from "./settings/rules/routes.tsx";
import { ruleFormRoutes } from "./settings/rules/rule-form-routes.tsx";
import { serviceRoutes } from "./settings/service/routes.tsx";
import { templateRoutes } from "./settings/templates/routes.tsx";
import { tokenRoutes } from "./settings/tokens/routes.tsx";
import { webhookRoutes } from "./settings/webhooks/routes.tsx";
import { restoreUploadPath } from "./setup/restore.tsx";
import { setupRoutes } from "./setup/routes.tsx";
import { backupRoutes } from "./system/backups/routes.tsx";
import { certificateRoutes } from "./system/certificate/routes.tsx";
import { consoleRoutes } from "./system/console/routes.tsx";
import { healthRoutes } from "./system/health/routes.tsx";
import { networkRoutes } from "./system/network/routes.tsx";
import { supportRoutes } from "./system/support/routes.tsx";
import { updateRoutes, updateUploadPath } from "./system/updates/routes.tsx";
import { ticketsRoutes } from "./tickets/list-routes.tsx";
import { participantRoutes } from "./tickets/participant-routes.ts";
import { ticketRoutes } from "./tickets/routes.tsx";
import { explainRoutes } from "./tickets/rules-routes.tsx";
import { threadRoutes } from "./tickets/thread-routes.tsx";
import type { Site, Web, WebEnv, WebParts } from "./web.ts";

export { createRebuildingPage } from "./server/rebuilding.tsx";
export { createSetup } from "./setup/index.tsx";
export type { WebParts } from "./web.ts";

/** The paths of uploads of large files, which may take long. */
export const uploadPaths: readonly string[] = [updateUploadPath, restoreUploadPath];

/** The web interface; to be mounted at "/". */
export function createWeb(parts: WebParts): Web {
  const assets = createAssets(parts.asset, parts.isBuilt);
  const site: Site = { ...parts, assets, live: createLive(parts) };
  const web: Web = new Hono<WebEnv>();

  web.onError((cause, c) => {
    const { path } = c.req;
    if (isConnectionReset(cause)) {
      parts.log.info("a request was aborted", { path });
      return faultPage(site, c, fault("request.ended"));
    }
    const failure = unwritten(cause);
    parts.log.error("a page failed", { path, code: failure.code, cause });
    return faultPage(site, c, failure);
  });
  web.use(securityHeaders);
  web.use(strictTransport(site));
  web.get("/assets/:file", needs("open"), (c) => {
    // A worker has the policy of its own file.
    if (site.assets.url("live.js") === c.req.path) c.set("policy", uploadPolicy);
    return site.assets.answer(c, c.req.param("file")) ?? c.notFound();
  });
  web.get("/favicon.ico", needs("open"), (c) => c.redirect(site.assets.url("icon.svg"), 302));
  // A CA that validates this host has no session.
  web.get("/.well-known/acme-challenge/:token", needs("open"), (c) => {
    const answer = site.certificates.answerTo(c.req.param("token"));
    return answer === null
      ? c.notFound()
      : c.body(answer, 200, { "Content-Type": "application/octet-stream" });
  });
  web.use(readSession(site));
  web.use(guard(site, web));
  web.use(letThrough(formRules(site)));
  web.use(checkedQuery((c, problem) => faultPage(site, c, problem)));

  web.get("/", needs("session"), (c) => c.redirect("/tickets", 302));
  for (const routes of [
    loginRoutes,
    accountRoutes,
    liveRoutes,
    ticketsRoutes,
    ticketRoutes,
    threadRoutes,
    participantRoutes,
    searchRoutes,
    mailRoutes,
    outgoingRoutes,
    caughtRoutes,
    mailboxRoutes,
    imapRoutes,
    oauthRoutes,
    incomingRoutes,
    serviceRoutes,
    outgoingSettingsRoutes,
    domainRoutes,
    healthRoutes,
    certificateRoutes,
    backupRoutes,
    peopleRoutes,
    directoryRoutes,
    groupRoutes,
    ruleFormRoutes,
    rulesRoutes,
    replayRoutes,
    findingsRoutes,
    templateRoutes,
    webhookRoutes,
    tokenRoutes,
    explainRoutes,
    networkRoutes,
    updateRoutes,
    consoleRoutes,
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
