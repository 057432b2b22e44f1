import { Resolver } from "node:dns/promises";
import { domainToASCII } from "node:url";
import { domainOf } from "../../domain/mail/address.ts";
import type { Finding, Plan } from "../../domain/setup/index.ts";
import { tryServer } from "../../edges/delivery/probe.ts";
import { systemResolver } from "../../edges/dns/index.ts";
import { tryAccount } from "../../edges/imap/probe.ts";
import type { SetupProbes } from "../../edges/web/index.ts";
import type { Now, Resolve } from "../../engine/ports.ts";
import { certificateFindings } from "./certificate.ts";
import { nearest } from "./nearest.ts";

export interface ProbeParts {
  /** Where mail is received, as ADDR:PORT; null where it is not. */
  readonly smtp: () => string | null;
  /** The addresses by which others reach this machine. */
  readonly addresses: () => Promise<readonly string[]>;
  readonly now: Now;
  readonly resolve?: Resolve;
  /** The names of an address; rejects where DNS has none. */
  readonly reverse?: (address: string) => Promise<readonly string[]>;
}

const ok = (what: string): Finding => ({ level: "ok", what, todo: null, line: null });
const warn = (what: string, todo: string | null, line: string | null = null): Finding => ({
  ...{ level: "warn", what, todo, line },
});
const problem = (what: string, todo: string, line: string | null = null): Finding => ({
  ...{ level: "problem", what, todo, line },
});

/** What the program can find out about the answers of a first start. */
export function createProbes(parts: ProbeParts): SetupProbes {
  const { smtp, addresses, now, resolve = systemResolver({ timeout: 3000 }) } = parts;
  const { reverse = (address) => new Resolver({ timeout: 3000, tries: 2 }).reverse(address) } = parts;

  return {
    async name({ hostname }) {
      if (hostname === null) return [];
      if (!hostname.includes("."))
        return [warn(`${hostname} is a name that only this machine knows`, "Good enough to try things out")];
      const own = await addresses();
      const answer = await resolve.addresses(hostname);
      const record = (address: string) => `${hostname}. ${address.includes(":") ? "AAAA" : "A"} ${address}`;
      const line = own.length === 0 ? null : own.map(record).join("\n");
      if (answer.kind === "failed")
        return [
          warn(`DNS could not be asked: ${answer.text}`, "Look whether this machine reaches a DNS server"),
        ];
      if (answer.kind === "none")
        return [
          problem(
            `DNS has no address for ${hostname}`,
            "Let the domain's DNS say how to reach it, such as",
            line,
          ),
        ];
      const found = answer.records.join(", ");
      if (answer.records.some((address) => own.includes(address)))
        return [ok(`DNS has ${hostname} at ${found}, which is here`)];
      const right = "Right if a router or firewall passes that address on to this machine; else mend the DNS";
      return [warn(`DNS has ${hostname} at ${found}, which is no address of this machine`, right)];
    },

    async mailbox({ mailbox }) {
      const domain = domainToASCII(domainOf(mailbox?.address ?? ""));
      const answer = await resolve.mx(domain);
      if (answer.kind === "failed")
        return [
          warn(`DNS could not be asked for ${domain}: ${answer.text}`, "Look at the network, or go on"),
        ];
      if (answer.kind === "none" && !answer.exists)
        return [warn(`DNS knows no domain ${domain}`, "Look whether it is written as it should be")];
      return [];
    },

    async incoming(plan) {
      const { incoming } = plan;
      if (incoming?.kind === "smtp") return [...(await listening()), ...(await exchangers(plan))];
      if (incoming?.kind !== "imap") return [];
      const { account } = incoming;
      const tried = await tryAccount(account);
      if (!tried.ok) {
        const todo = tried.error.login
          ? "Look at user and password; some providers want a password made for one program alone"
          : "Look at server, port and encryption, and whether a firewall stands between";
        return [problem(`${account.host}: ${tried.error.text}`, todo)];
      }
      const counts = tried.value.map(
        ({ folder, mails, unseen }) => `${folder} has ${mails} mails, ${unseen} unread`,
      );
      return [ok(`Logged in to ${account.host} as ${account.user}: ${counts.join("; ")}`)];
    },

    async outgoing(plan) {
      const { outgoing } = plan;
      if (outgoing?.kind === "direct") return [...(await outside(plan)), ...(await names(plan))];
      if (outgoing?.kind !== "smtp") return [];
      const { host, port, user } = outgoing;
      const tried = await tryServer(outgoing, { hostname: plan.hostname ?? "localhost" });
      if (!tried.ok) return [problem(`${host}:${port}: ${tried.error}`, remedy(tried.error))];
      const line = tried.value === null ? "not encrypted" : `encrypted (${tried.value.version})`;
      const who = user === null ? "without log-in" : `logged in as ${user}`;
      return [ok(`${host}:${port} takes mail from here: ${line}, ${who}`)];
    },

    async certificate({ certificate, hostname }) {
      return certificate?.kind === "own"
        ? certificateFindings(certificate, hostname ?? "localhost", now())
        : [];
    },
  };

  /** Whether our own listener greets, and at the port where the world looks for it. */
  async function listening(): Promise<readonly Finding[]> {
    const at = smtp();
    if (at === null) return [problem("This start does not listen for mail", "Start it with --smtp ADDR:25")];
    const { host, port } = nearest(at);
    const route = { kind: "smtp", host, port, tls: "none", user: null, password: null } as const;
    const tried = await tryServer(route, { hostname: "localhost" });
    if (!tried.ok)
      return [problem(`The mail server here does not answer: ${tried.error}`, "Look at the log")];
    if (port === 25) return [ok("The mail server here answers at port 25")];
    const todo = "Start it with --smtp 0.0.0.0:25, or have port 25 passed on to this one";
    return [warn(`The mail server here listens at port ${port}; others send to port 25`, todo)];
  }

  /** Whether DNS sends mail for the mailbox's domain here. */
  async function exchangers({ mailbox, hostname }: Plan): Promise<readonly Finding[]> {
    const domain = domainToASCII(domainOf(mailbox?.address ?? ""));
    const answer = await resolve.mx(domain);
    const line = `${domain}. MX 10 ${hostname}.`;
    if (answer.kind === "failed")
      return [warn(`DNS could not be asked: ${answer.text}`, "It has to say", line)];
    if (answer.kind === "none")
      return [problem(`${domain} has no MX record`, "Let the domain's DNS say where mail goes:", line)];
    const hosts = answer.records.map(({ exchange }) => exchange.replace(/\.$/, "")).filter(Boolean);
    if (hosts.includes(hostname ?? "")) return [ok(`DNS sends mail for ${domain} to ${hostname}`)];
    const todo = `Have ${hosts[0] ?? "that server"} hand mail for ${mailbox?.address} on to this machine, or let the DNS say`;
    return [warn(`DNS sends mail for ${domain} to ${hosts.join(", ") || "nobody"}`, todo, line)];
  }

  /** Whether port 25 to the outside is open: by a mail server that answers must be able to reach anyway. */
  async function outside({ admin, mailbox, hostname }: Plan): Promise<readonly Finding[]> {
    const domains = [admin?.email ?? "", mailbox?.address ?? ""].map((one) => domainToASCII(domainOf(one)));
    for (const domain of new Set(domains.filter((one) => one !== ""))) {
      const answer = await resolve.mx(domain);
      const exchange = answer.kind === "found" ? answer.records[0]?.exchange : undefined;
      const host = exchange?.replace(/\.$/, "") ?? "";
      if (host === "" || host === hostname) continue;
      const route = {
        kind: "smtp",
        host,
        port: 25,
        tls: "opportunistic",
        user: null,
        password: null,
      } as const;
      const tried = await tryServer(route, { hostname: hostname ?? "localhost" });
      if (tried.ok) return [ok(`Port 25 to the outside is open: ${host} answers`)];
      const todo = "Many providers close port 25: ask yours to open it, or send through a mail server";
      return [problem(`The mail server of ${domain} does not answer: ${tried.error}`, todo)];
    }
    const todo = "Give an administrator's address of another domain in step 2, or watch the first answers";
    return [warn("There is no mail server elsewhere to try port 25 with", todo)];
  }

  /** Whether our address has our name, without which many servers take no mail. */
  async function names({ hostname }: Plan): Promise<readonly Finding[]> {
    const answer = await resolve.addresses(hostname ?? "");
    if (answer.kind !== "found")
      return [
        warn(`DNS has no address for ${hostname}, so its PTR record cannot be looked up`, "See step 3"),
      ];
    const told = await Promise.all(
      answer.records.slice(0, 4).map(async (address) => {
        const found = await reverse(address).catch(() => []);
        if (found.some((name) => name.toLowerCase().replace(/\.$/, "") === hostname))
          return ok(`${address} has the name ${hostname} (PTR)`);
        const has = found.length === 0 ? "no name" : `the name ${found.join(", ")}`;
        return problem(
          `${address} has ${has} (PTR)`,
          `Have whoever gave you the address name it ${hostname}: without that, many servers take no mail`,
        );
      }),
    );
    return told;
  }
}

function remedy(text: string): string {
  if (/could not be reached/.test(text))
    return "Look at server and port, and whether a firewall or the provider stands between";
  if (/^Log-in as/.test(text))
    return "Look at user and password; some providers want a password made for one program alone";
  if (/TLS|STARTTLS|certificate|not encrypted/i.test(text))
    return "Look at encryption and port: 587 is for STARTTLS, 465 for TLS from the start; the certificate has to name the server";
  return "Look at server, port and encryption";
}
