/** doctor's findings about settings and waiting work, each provoked. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { setUpFolder, testFolder } from "../../../../test/support/commands.ts";
import { lockData, openData } from "../../../../test/support/data.ts";
import { composition, writtenReply } from "../../../../test/support/replies.ts";
import { mailId, messageKey, sha256, ticketNumber, userName } from "../../../base/ids.ts";
import type { Event } from "../../../domain/events.ts";
import { selfSigned } from "../certificates/self-signed.ts";
import { day, finding, record, sql } from "./testing.ts";

describe("settings", () => {
  it("not set up", async () => {
    const [folder, other] = [await setUpFolder(), testFolder()];
    copyFileSync(join(folder, "mailmanager.db"), join(other, "mailmanager.db"));
    sql(other, "DELETE FROM setting");
    expect(await finding(other, "setup")).toMatch(/^problem: it is not set up -> /);
  });

  it("no mailbox enabled", async () => {
    const folder = await setUpFolder();
    const opened = openData(folder);
    const mailbox = opened.view.mailbox("support@desk.example");
    opened.close();
    if (mailbox === null) throw new Error("no mailbox");
    expect(await finding(folder, "mailboxes")).toBe("ok: 1 mailbox enabled");
    await record(folder, [{ type: "MailboxSaved", mailbox: { ...mailbox, enabled: false } }]);
    expect(await finding(folder, "mailboxes")).toMatch(/^problem: no mailbox is enabled/);
  });

  it("no administrator who can log in", async () => {
    const folder = await setUpFolder();
    expect(await finding(folder, "administrators")).toBe("ok: admin");
    const change = { user: userName("admin"), name: "", email: null, role: "admin", disabled: true } as const;
    await record(folder, [{ type: "UserChanged", ...change }]);
    expect(await finding(folder, "administrators")).toMatch(
      /^problem: no administrator can log in -> mailmanager user create /,
    );
  });

  it("no outgoing mail, the catcher, a server; what is given to the program counts", async () => {
    const folder = await setUpFolder();
    const given = (outgoing: string) => ({
      configuration: { outgoing, diskReserve: null, nightlyBackups: 3 },
    });
    expect(await finding(folder, "outgoing mail")).toMatch(/^warning: none is set: replies are queued/);
    expect(await finding(folder, "outgoing mail", given("smtp://relay.example"))).toBe(
      "ok: a mail server is set",
    );
    expect(await finding(folder, "outgoing mail", given("nonsense"))).toMatch(/^warning: none is set/);
    await record(folder, [{ type: "OutgoingChanged", outgoing: { kind: "catch" } }]);
    expect(await finding(folder, "outgoing mail")).toMatch(/^warning: replies are caught here/);
  });
});

describe("certificate", () => {
  async function withTls(files: { key?: string; cert?: string }): Promise<string> {
    const folder = await setUpFolder();
    mkdirSync(join(folder, "tls"), { mode: 0o700 });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `tls/${name}.pem`), text);
    return folder;
  }
  const own = (hostname: string, days: number) => selfSigned({ hostname, days, now: Date.now() });

  it("none yet, or only half", async () => {
    const none = "ok: none yet; the next start creates one";
    expect(await finding(await setUpFolder(), "certificate")).toBe(none);
    expect(await finding(await withTls({ key: "x" }), "certificate")).toBe(none);
  });
  it("a good one", async () => {
    const folder = await withTls(own("desk.example", 90));
    expect(await finding(folder, "certificate")).toMatch(/^ok: self-made, until \d{4}-\d\d-\d\d$/);
  });
  it("self-signed for another host, as from before the setup", async () => {
    expect(await finding(await withTls(own("other.example", 90)), "certificate")).toMatch(
      /^ok: self-made, until /,
    );
  });
  it("soon over, over, not yet begun", async () => {
    const folder = await withTls(own("desk.example", 90));
    const at = (days: number) => ({ surroundings: { now: () => Date.now() + days * day } });
    expect(await finding(folder, "certificate", at(80))).toMatch(
      /^warning: the certificate expires in 10 days/,
    );
    expect(await finding(folder, "certificate", at(91))).toMatch(/^problem: the certificate expired on /);
    expect(await finding(folder, "certificate", at(-1))).toMatch(
      /^problem: the certificate is not valid yet/,
    );
  });
  it("with the key of another one", async () => {
    const { cert } = own("desk.example", 90);
    const { key } = own("desk.example", 90);
    expect(await finding(await withTls({ key, cert }), "certificate")).toMatch(
      /^problem: the key in .*tls does not belong to the certificate -> restart the program/,
    );
  });
  it("garbage", async () => {
    expect(await finding(await withTls({ key: "x", cert: "y" }), "certificate")).toMatch(
      /^problem: certificate or key in .*tls cannot be read: .* -> put PEM files there/,
    );
  });
});

describe("work that waits", () => {
  const mail = mailId("01jd0000000000000000000001");
  const received: Event = {
    type: "MailReceived",
    mail,
    envelope: { from: "ann@customer.example", to: ["support@desk.example"] },
    size: 10,
    sha256: sha256("00".repeat(32)),
    mailbox: "support@desk.example",
    peer: { ip: "192.0.2.1", helo: "mx", tls: false },
  };

  it("in the intake queue", async () => {
    const folder = await setUpFolder();
    await record(folder, [received], Date.now() - 3_600_000);
    expect(await finding(folder, "intake")).toMatch(
      /^warning: 1 mail waits to be processed -> start the program/,
    );
    const unlock = lockData(folder);
    expect(await finding(folder, "intake")).toMatch(
      /^problem: 1 mail waits to be processed, the oldest for 60 minutes -> see the log/,
    );
    const soon = Date.now() - 3_600_000 + 60_000;
    expect(await finding(folder, "intake", { surroundings: { now: () => soon } })).toMatch(
      /^ok: 1 mail being processed/,
    );
    unlock();
  });

  it("for a human's decision", async () => {
    const folder = await setUpFolder();
    const about = { cause: { code: "no-sender" }, candidate: null, from: null, subject: "" } as const;
    await record(folder, [received, { type: "MailHeld", mail, reason: "no-sender", ...about }]);
    expect(await finding(folder, "held mail")).toMatch(
      /^warning: 1 mail waits for a decision -> decide .*Mail, Held/,
    );
  });

  it("in the outbox", async () => {
    const folder = await setUpFolder();
    const message = messageKey("01jd0000000000000000000002");
    const ann = { name: "Ann", address: "ann@customer.example" };
    const number = ticketNumber(1);
    await record(folder, [
      {
        type: "TicketOpened",
        number,
        token: "t",
        mailbox: "support@desk.example",
        subject: "s",
        requester: ann,
        group: null,
        via: "web",
      },
      writtenReply({ message, to: [ann], composed: composition(ann.address) }),
    ]);
    const attempt = (outcome: "deferred" | "failed", nextAt: number | null, of = message): Event => ({
      type: "DeliveryAttempted",
      message: of,
      attempt: 1,
      server: "mx:25",
      results: [{ recipient: ann.address, outcome, response: "no" }],
      nextAt,
    });
    await record(folder, [attempt("deferred", Date.now() + day)]);
    expect(await finding(folder, "deliveries")).toMatch(/^ok: 1 reply is deferred/);
    await record(folder, [attempt("failed", null)]);
    expect(await finding(folder, "deliveries")).toMatch(
      /^warning: 1 reply could not be delivered -> .*Mail, Outgoing/,
    );
    const second = messageKey("b".repeat(26));
    await record(folder, [
      writtenReply({ message: second, messageId: "<b@desk.example>", composed: composition(ann.address) }),
      attempt("failed", null, second),
    ]);
    expect(await finding(folder, "deliveries")).toMatch(/^warning: 2 replies could not be delivered/);
  });
});
