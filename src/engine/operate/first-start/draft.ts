import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { emptyPlan, type Plan } from "../../../domain/setup/index.ts";
import { writeDurably } from "../../../record/durable.ts";
import { failure } from "../../../text/index.ts";

/** The answers to the setup so far; kept in DIR/setup.json until it is complete. */
export interface Draft {
  plan(): Plan;
  /** After this returns, the plan survives a power cut. */
  save(plan: Plan): void;
  /** The secrets of browsers that have entered the setup code; they survive a restart. */
  readonly session: string;
  readonly csrf: string;
}

const fileIn = (data: string) => join(data, "setup.json");

/** @throws Failure if the file exists and cannot be read */
export function openDraft(data: string): Draft {
  const kept = readDraft(data);
  const secret = () => randomBytes(32).toString("base64url");
  const { session, csrf } = kept ?? { session: secret(), csrf: secret() };
  let plan: Plan = kept?.plan ?? emptyPlan;
  const write = () => writeDurably(fileIn(data), `${JSON.stringify({ session, csrf, plan })}\n`, 0o600);
  if (kept === null) write();
  return {
    session,
    csrf,
    plan: () => plan,
    save(next) {
      plan = next;
      write();
    },
  };
}

export function forgetDraft(data: string): void {
  rmSync(fileIn(data), { force: true });
}

const tls = ["implicit", "starttls", "opportunistic", "none"] as const;
const account = z.strictObject({
  ...{ name: z.string(), mailbox: z.string(), host: z.string(), port: z.int(), certificate: z.string() },
  tls: z.enum(["implicit", "starttls", "none"]),
  user: z.string(),
  login: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("password"), password: z.string() }),
    z.strictObject({ kind: z.literal("oauth2"), account: z.string() }),
  ]),
  folders: z.array(z.string()),
  take: z.enum(["all", "unseen"]),
  after: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("move"), folder: z.string() }),
    z.strictObject({ kind: z.enum(["seen", "delete", "leave"]) }),
  ]),
  enabled: z.boolean(),
});
const outgoing = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("later") }),
  z.strictObject({ kind: z.literal("direct") }),
  z.strictObject({
    ...{ kind: z.literal("smtp"), host: z.string(), port: z.int(), tls: z.enum(tls) },
    ...{ user: z.string().nullable(), password: z.string().nullable() },
    ...{ oauth: z.string().exactOptional(), bareSender: z.literal(true).exactOptional() },
  }),
]);
const oauth = z.strictObject({
  name: z.string(),
  provider: z.enum(["microsoft", "google", "other"]),
  ...{ authorizeUrl: z.string(), deviceUrl: z.string(), tokenUrl: z.string() },
  ...{ clientId: z.string(), clientSecret: z.string(), scope: z.string(), servers: z.array(z.string()) },
  refreshToken: z.string(),
});
const plan = z.strictObject({
  zone: z.string().nullable(),
  language: z.string().nullable(),
  admin: z
    .strictObject({
      ...{ user: z.string(), name: z.string() },
      ...{ email: z.string().nullable(), password: z.string().nullable() },
    })
    .nullable(),
  hostname: z.string().nullable(),
  mailbox: z.strictObject({ address: z.string(), name: z.string() }).nullable(),
  incoming: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("smtp") }),
      z.strictObject({ kind: z.literal("imap"), account }),
    ])
    .nullable(),
  outgoing: outgoing.nullable(),
  certificate: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("self") }),
      z.strictObject({ kind: z.literal("own"), key: z.string(), cert: z.string() }),
    ])
    .nullable(),
  // Drafts of earlier releases have none.
  oauth: z.array(oauth).default([]),
});
const draft = z.strictObject({ session: z.string().min(40), csrf: z.string().min(40), plan });

function readDraft(data: string): { session: string; csrf: string; plan: Plan } | null {
  let text: string;
  try {
    text = readFileSync(fileIn(data), "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
  try {
    return draft.parse(JSON.parse(text));
  } catch (cause) {
    throw failure(fault("draft.unreadable", { params: { path: fileIn(data) }, cause }));
  }
}
