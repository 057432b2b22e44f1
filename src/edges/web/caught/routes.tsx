import type { Read } from "../../../record/reading/index.ts";
import { caughtMail } from "../mails/model.ts";
import { storedMailRoutes } from "../mails/routes.tsx";
import { frameOf } from "../server/frame.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { html } from "../server/respond.tsx";
import type { Site, Web } from "../web.ts";
import { CaughtPage } from "./page.tsx";
import type { CaughtView } from "./view.ts";

/** The number of mails listed, the newest ones. */
const PAGE = 50;

export function caughtRoutes(site: Site, web: Web): void {
  web.get("/caught", needs("tickets.read"), async (c) => {
    const read = readOf(site, c);
    const caught = await read.system.caught(PAGE);
    const mails = await Promise.all(caught.mails.map((row) => listed(site, read, row)));
    return html(c, <CaughtPage view={{ frame: frameOf(site, c, "mail"), mails, own: caught.own }} />);
  });

  storedMailRoutes(site, web, "/caught/:id", (c) => caughtMail(readOf(site, c), c.req.param("id") ?? ""));
}

type Row = Awaited<ReturnType<Read["system"]["caught"]>>["mails"][number];

async function listed(site: Site, read: Read, row: Row): Promise<CaughtView["mails"][number]> {
  const parsed = await site.read(row.head);
  const id = parsed.ok ? parsed.value.messageId : null;
  return {
    key: String(row.id),
    time: row.receivedAt,
    from: row.sender,
    to: row.recipients,
    subject: parsed.ok ? parsed.value.subject : "",
    ticket: id ? read.tickets.ofMessageId(id) : null,
  };
}
