import { hostname } from "node:os";
import { ok } from "../../src/base/result.ts";
import type { Box } from "../box.ts";
import type { Handler } from "../handler.ts";
import { bad, codeOf, connectionFailed, good, resolver, type Tried, talkTo, the } from "../network/probe.ts";
import type { Arguments, Check } from "../protocol.ts";

/** Runs one check. */
export const diagnose: Handler<"diagnose"> = {
  run: async (box, asked) => ok([...(await triedAll(box, asked))]),
};

async function triedAll(box: Box, asked: Arguments<"diagnose">): Promise<readonly Check[]> {
  switch (asked.kind) {
    case "ping":
      return [await ping(box, asked.target)];
    case "dns":
      return Promise.all([lookUp(asked.target, "A"), lookUp(asked.target, "AAAA")]);
    case "mx":
      return mailServers(asked.target);
    case "smtp":
      return [await smtp(asked.target, asked.port)];
    case "ldap":
      return [await ldap(asked.target, asked.port)];
  }
}

async function ping(box: Box, target: string): Promise<Check> {
  const { status, out, err } = await box.run("ping", ["-n", "-c", "3", "-W", "2", target], { limit: 15_000 });
  const [, loss = ""] = /, ([\d.]+)% packet loss/.exec(out) ?? [];
  const [, rtt = ""] = /= [\d.]+\/([\d.]+)\//.exec(out) ?? [];
  if (status === 0) return good(the("ping"), "ping.answers", { target, milliseconds: rtt, loss });
  if (status === 1) return bad(the("ping"), "ping.silent", "may-be-off", { target });
  const problem = err.trim().split("\n").at(-1) ?? "";
  return problem === ""
    ? bad(the("ping"), "ping.untested", "check-all", { target })
    : bad(the("ping"), "ping.failed", "check-all", { problem });
}

async function lookUp(target: string, type: "A" | "AAAA"): Promise<Check> {
  const tried = the(type === "A" ? "dns-a" : "dns-aaaa");
  try {
    const found = type === "A" ? await resolver().resolve4(target) : await resolver().resolve6(target);
    return good(tried, "dns.found", { found: found.join(", ") });
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENODATA") return good(tried, "dns.none", { target });
    if (code === "ENOTFOUND") return bad(tried, "dns.unknown", "check-name", { target });
    return bad(tried, "dns.no-answer", "check-dns-servers", { code });
  }
}

async function mailServers(target: string): Promise<readonly Check[]> {
  try {
    const found = await resolver().resolveMx(target);
    const sorted = found.sort((a, b) => a.priority - b.priority).slice(0, 5);
    if (sorted.some(({ exchange }) => exchange === ""))
      return [bad(the("mx"), "mx.null", "no-mail", { target })];
    const hosts = sorted.map(({ priority, exchange }) => `${priority} ${exchange}`).join(", ");
    const listed = good(the("mx"), "mx.found", { found: hosts });
    return [listed, ...(await Promise.all(sorted.map(({ exchange }) => smtp(exchange, 25))))];
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENODATA" || code === "ENOTFOUND")
      return [bad(the("mx"), "mx.none", "check-domain", { target })];
    return [bad(the("mx"), "dns.no-answer", "check-dns-servers", { code })];
  }
}

async function smtp(target: string, port: number): Promise<Check> {
  const tried: Tried = { check: "smtp", of: `${target}:${port}` };
  try {
    const heard = await talkTo(target, port, [`EHLO ${hostname()}`, "QUIT"]);
    const banner =
      heard
        .split(/\r?\n/)[0]
        ?.replace(/[^\x20-\x7e]/g, "?")
        .slice(0, 200) ?? "";
    if (!banner.startsWith("220")) return bad(tried, "smtp.refused", "needs-tls", { banner });
    return good(tried, /^250[ -]STARTTLS\r?$/im.test(heard) ? "smtp.starttls" : "smtp.plain", { banner });
  } catch (cause) {
    return connectionFailed(tried, `${target}:${port}`, cause);
  }
}

async function ldap(target: string, port: number): Promise<Check> {
  const tried: Tried = { check: "ldap", of: `${target}:${port}` };
  try {
    await talkTo(target, port, null);
    return good(tried, "reached");
  } catch (cause) {
    return connectionFailed(tried, `${target}:${port}`, cause);
  }
}
