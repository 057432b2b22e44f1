import { may } from "../../../domain/policy/index.ts";
import type { Person, Read } from "../../../record/reading/index.ts";
import { caughtMail } from "../mails/model.ts";
import { storedMailRoutes } from "../mails/routes.tsx";
import { frameOf } from "../server/frame.ts";
import { sessionOf } from "../server/guard.ts";
import { needs } from "../server/needs.ts";
import { readOf } from "../server/read.ts";
import { html } from "../server/respond.tsx";
import type { Ctx, Site, Web } from "../web.ts";
import { CaughtPage } from "./page.tsx";
import type { CaughtView } from "./view.ts";

/** The number of mails listed, the newest ones. */
const PAGE = 50;
/** The most bytes of a mail that is read to list its subject. */
const MOST_READ = 1024 * 1024;

export function caughtRoutes(site: Site, web: Web): void {
  web.get("/caught", needs("tickets.read"), async (c) => {
    const read = readOf(site, c);
    const whose = whoseOf(c);
    const rows = await read.system.caught(PAGE, whose);
    const mails = await Promise.all(rows.map((row) => listed(site, read, row, whose)));
    return html(c, <CaughtPage view={{ frame: frameOf(site, c, "mail"), mails, own: whose !== null }} />);
  });

  storedMailRoutes(site, web, "/caught/:id", (c) =>
    caughtMail(readOf(site, c), c.req.param("id") ?? "", whoseOf(c)),
  );
}

/** Agents see what concerns them; null for administrators, who see all. */
function whoseOf(c: Ctx): Person | null {
  const { caller, user } = sessionOf(c);
  return may(caller, "settings.write").ok ? null : { user: user.name, email: user.email };
}

type Row = Awaited<ReturnType<Read["system"]["caught"]>>[number];

async function listed(
  site: Site,
  read: Read,
  row: Row,
  whose: Person | null,
): Promise<CaughtView["mails"][number]> {
  const raw = (await read.system.caughtMail(row.id, whose))?.raw;
  const parsed = raw && raw.length <= MOST_READ ? await site.read(raw) : null;
  const id = parsed?.ok ? parsed.value.messageId : null;
  return {
    key: String(row.id),
    time: row.receivedAt,
    from: row.sender,
    to: row.recipients,
    subject: parsed?.ok ? parsed.value.subject : "",
    ticket: id ? read.tickets.ofMessageId(id) : null,
  };
}
