import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { faultPage, formFault, html } from "../server/respond.tsx";
import { takes } from "../server/takes.ts";
import { plusTestView } from "../settings/mailboxes/plus-test-view.ts";
import type { Ctx, Site, Web } from "../web.ts";
import { SetupDonePage } from "./page.tsx";

/** What remains of /setup once it is done: the test mail at the end. */
export function setupRoutes(site: Site, web: Web): void {
  const signedOut = (c: Ctx) =>
    readOf(site, c)
      .settings.oauthAccounts()
      .filter(({ signedIn }) => !signedIn);

  web.get("/setup", needs("session"), (c) => c.redirect("/tickets", 302));
  // The page where a restore was watched; after it people log in and come back.
  web.get("/setup/restore", needs("session"), (c) => c.redirect("/tickets", 302));

  web.get("/setup/done", needs("settings.write"), (c) => {
    const state = site.roundTrip.state(sessionOf(c).caller);
    // So that the page shows the ticket without scripts too.
    if (state.stage === "waiting") c.header("Refresh", "1");
    const mailbox = readOf(site, c).settings.mailboxes()[0]?.address ?? "";
    const frame = frameOf(site, c, null);
    const plusTest = plusTestView(readOf(site, c), mailbox, null, frame.language);
    if (state.stage !== "waiting" && plusTest.state === "waiting") c.header("Refresh", "10");
    return html(c, <SetupDonePage view={{ frame, state, mailbox, plusTest, signIn: signedOut(c) }} />);
  });

  web.post("/setup/done/plus-test", needs("settings.write"), takes(), async (c) => {
    const mailbox = readOf(site, c).settings.mailboxes()[0]?.address ?? "";
    const begun = await site.engine.plusTests.begin(sessionOf(c).caller, mailbox);
    if (begun.ok) return c.redirect("/setup/done", 303);
    const frame = frameOf(site, c, null);
    const problem = formFault(c, begun.error);
    const plusTest = plusTestView(readOf(site, c), mailbox, problem, frame.language);
    const view = {
      frame,
      state: site.roundTrip.state(sessionOf(c).caller),
      mailbox,
      plusTest,
      signIn: signedOut(c),
    };
    return html(c, <SetupDonePage view={view} />, 422);
  });

  web.post("/setup/done", needs("settings.write"), takes(), async (c) => {
    const sent = await site.roundTrip.send(sessionOf(c).caller);
    return sent.ok ? c.redirect("/setup/done", 303) : faultPage(site, c, sent.error);
  });
}
