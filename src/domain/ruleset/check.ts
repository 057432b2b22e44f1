/** What stands against activating a ruleset: errors and failing tests refuse it, warnings must be acknowledged. */
import type { UserName } from "../../base/ids.ts";
import { ownAddresses } from "../mail/index.ts";
import { validUserName } from "../people/index.ts";
import { composeRuleset } from "./compose.ts";
import type { Problem } from "./problems.ts";
import { runTests, type TestResult } from "./run-tests.ts";
import type { Action, Ruleset } from "./tree.ts";

/** What of the site a ruleset may name. */
export interface Site {
  group(name: string): boolean;
  /** Whether it is one of our own addresses, in lower case. */
  own(address: string): boolean;
  /** Whether there is a mailbox with that address. */
  mailbox(address: string): boolean;
  /** Whether there is a template of replies of that name. */
  template(name: string): boolean;
  /** Whether there is a webhook of that name. */
  webhook(name: string): boolean;
  /** Whether an enabled person has that name. */
  person(name: string): boolean;
  /** The targets of tickets that are not done; absent if that is not known. */
  usedTargets?(): readonly string[];
}

/** A site, by how its groups and people are looked up. */
export const siteWith = (known: {
  isGroup(name: string): boolean;
  isTemplate(name: string): boolean;
  isWebhook(name: string): boolean;
  isMailbox(address: string): boolean;
  /** Of our mailboxes, lower case. */
  readonly addresses: readonly string[];
  user(name: UserName): { readonly disabled: boolean } | null;
  /** The targets of tickets that are not done; absent if that is not known. */
  usedTargets?(): readonly string[];
}): Site => ({
  usedTargets: () => known.usedTargets?.() ?? [],
  group: (name) => known.isGroup(name),
  template: (name) => known.isTemplate(name),
  webhook: (name) => known.isWebhook(name),
  own: ownAddresses(known.addresses),
  mailbox: (address) => known.isMailbox(address),
  person(name) {
    const user = validUserName(name);
    return user !== null && known.user(user)?.disabled === false;
  },
});

/** Without an installation, nothing is known of its groups and people. */
export const anySite: Site = {
  group: () => true,
  person: () => true,
  template: () => true,
  webhook: () => true,
  own: () => false,
  mailbox: () => true,
};

export const warningCodes = [
  ...(["no-group", "no-person", "no-template", "no-webhook", "forward-own", "way-group"] as const),
  ...(["dropped-target", "no-mailbox"] as const),
] as const;

export interface Warning {
  readonly code: (typeof warningCodes)[number];
  /** The group, person, template, webhook or mailbox that does not exist, our own address, or a target that is not declared any more. */
  readonly name: string;
  /** "" if it is the lifecycle that names it, or nothing does. */
  readonly rule: string;
  /** Where that rule, or the lifecycle, starts: offsets as of problems. */
  readonly from: number;
  readonly to: number;
}

export interface Checked {
  readonly ruleset: Ruleset;
  readonly problems: readonly Problem[];
  /** None if there are problems. */
  readonly warnings: readonly Warning[];
  /** The same. */
  readonly tests: readonly TestResult[];
}

/** Checks a ruleset's text for a site. */
export function checkRuleset(text: string, site: Site): Checked {
  const { ruleset, problems } = composeRuleset(text);
  if (problems.length > 0) return { ruleset, problems, warnings: [], tests: [] };
  const warnings = [...lackingIn(namesIn(ruleset), site), ...droppedTargets(ruleset.targets, site)];
  return { ruleset, problems, warnings, tests: runTests(ruleset) };
}

/** What a person acknowledges of a warning: it stays the same as long as what it says does. */
export const warningKey = ({ code, name }: Pick<Warning, "code" | "name">): string => `${code}:${name}`;

/** Of names, those that the site does not have. */
export function lackingIn(names: readonly Warning[], site: Site): readonly Warning[] {
  const known = new Map<string, boolean>();
  const lacks = (code: Warning["code"], name: string): boolean => {
    const key = warningKey({ code, name });
    const found = known.get(key) ?? isThere(site, code, name);
    known.set(key, found);
    return !found;
  };
  return names.filter(({ code, name }) => lacks(code, name));
}

/** Warnings that tickets have targets which a ruleset does not declare. */
export const droppedTargets = (
  targets: readonly { readonly name: string }[],
  site: Site,
): readonly Warning[] =>
  (site.usedTargets?.() ?? [])
    .filter((used) => !targets.some(({ name }) => name === used))
    .map((name) => ({ code: "dropped-target", name, rule: "", from: 0, to: 0 }));

function isThere(site: Site, code: Warning["code"], name: string): boolean {
  switch (code) {
    case "no-person":
      return site.person(name);
    case "no-template":
      return site.template(name);
    case "no-webhook":
      return site.webhook(name);
    case "forward-own":
      return !site.own(name);
    case "no-mailbox":
      return site.mailbox(name);
    case "no-group":
    case "way-group":
      return site.group(name);
    case "dropped-target":
      return site.usedTargets?.().includes(name) !== true;
  }
}

/** The groups, people, templates, webhooks and mailboxes that a ruleset names, as warnings that they do not exist. */
export function namesIn({
  mailboxes,
  lifecycle,
  rules,
}: Pick<Ruleset, "mailboxes" | "lifecycle" | "rules">): readonly Warning[] {
  const ofHead = mailboxes.map(({ address: name, from, to }): Warning => {
    return { code: "no-mailbox", name, rule: "", from, to };
  });
  const ofWays = groupsOf(lifecycle).map(
    (name): Warning => ({
      ...{ code: "way-group", name, rule: "" },
      ...{ from: lifecycle?.from ?? 0, to: lifecycle?.to ?? 0 },
    }),
  );
  const ofRules = rules.flatMap(({ name: rule, from, to, actions }) =>
    actions.flatMap((action) => named(action) ?? []).map((one) => ({ ...one, rule, from, to })),
  );
  return [...ofHead, ...ofWays, ...ofRules];
}

/** The groups whose members alone may go a way, each once. */
const groupsOf = (lifecycle: Ruleset["lifecycle"]): readonly string[] => [
  ...new Set(lifecycle?.states.flatMap(({ ways }) => ways.flatMap(({ only }) => only?.groups ?? []))),
];

function named(action: Action): Pick<Warning, "code" | "name"> | null {
  if (action.do === "assign-group" && action.group !== null) return { code: "no-group", name: action.group };
  if (action.do === "forward") return { code: "forward-own", name: action.to };
  if (action.do === "notify-group") return { code: "no-group", name: action.group };
  if (action.do === "notify-person") return { code: "no-person", name: action.person };
  if (action.do === "call") return { code: "no-webhook", name: action.webhook };
  if (action.do === "reply") return { code: "no-template", name: action.template };
  if (action.do === "assign-person" && action.person !== null)
    return { code: "no-person", name: action.person };
  return null;
}
