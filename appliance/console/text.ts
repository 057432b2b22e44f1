/**
 * Every word the console says, by name. A text may hold {places}; one with a count has a form for one and for others.
 * A language is one more table of the same keys. A test fails when a key is unused.
 */
import { pageTexts } from "./text-pages.ts";

const en = {
  product: "MailManager",
  waiting: "The box is starting ...",
  "waiting.more":
    "Its status appears here as soon as the service behind this screen answers. That takes a few seconds after power-on; if it takes longer than two minutes, restart the box.",

  "menu.network": "Network",
  "menu.hostname": "Host name",
  "menu.clock": "Time",
  "menu.certificate": "Certificate",
  "menu.password": "Reset a password",
  "menu.updates": "Updates",
  "menu.backup": "Backup and restore",
  "menu.diagnostics": "Diagnostics",
  "menu.support": "Support bundle",
  "menu.logs": "Logs",
  "menu.restart": "Restart",
  "menu.powerOff": "Power off",
  "menu.factoryReset": "Factory reset",

  "foot.home": "Arrow keys or 1 to 9, a to d: choose   Enter: open   Ctrl-L: draw anew",
  "foot.list": "Up, Down: choose   Enter: go on   Esc: back",
  "foot.form": "Up, Down: other field   Enter: next   Esc: back, nothing is changed",
  "foot.form.choice": "Left, Right: change   Up, Down: other field   Enter: next   Esc: back",
  "foot.read": "Enter: back",
  "foot.read.more": "Up, Down, Page up, Page down: scroll ({at} of {of})   Enter: back",
  "foot.wait": "Please wait",

  "first.title": "Welcome. Three steps and this box takes mail:",
  "first.open": "1  On a computer in this network, open  ",
  "first.noAddress": "no address yet",
  "first.compare": "2  It warns once: go on if the certificate's SHA-256 fingerprint is",
  "first.code": "3  Type this code into the page:  ",

  "fact.open": "Open in browser",
  "fact.fingerprint": "Fingerprint",
  "fact.mail": "Mail service",
  "fact.mail.runs": "running",
  "fact.mail.since": "running since {since}",
  "fact.mail.state": "not running ({state})",
  "fact.queue": "Queue",
  "fact.queue.value": "{incoming} incoming, {outgoing} outgoing",
  "fact.backup": "Last backup",
  "fact.backup.none": "none yet: choose Backup and restore",
  "fact.disk": "Disk",
  "fact.disk.value": "{free} of {total} free",
  "fact.clock": "Clock",
  "fact.clock.by": "set by {server}",
  "fact.clock.not": "not set by any time server",
  "fact.network": "Network",
  "fact.update": "Last update",

  "update.installed": "{to} on {at}: installed, starts with the next restart",
  "update.healthy": "{from} to {to} on {at}, healthy",
  "update.fell-back": "{to} on {at}: went back to {from} by itself",
  "update.rolled-back": "from {from} back to {to} on {at}",
  "update.refused": "{to} on {at}: refused",

  "problem.helper": "The service behind this screen does not answer; what is shown here is old.",
  "problem.helper.todo": "It starts again by itself. If this stays for minutes, restart the box.",
  "problem.trial": {
    one: "A change of the network is on trial and goes back by itself in {n} second.",
    other: "A change of the network is on trial and goes back by itself in {n} seconds.",
  },
  "problem.trial.todo": "Choose Network to keep it.",
  "problem.cable": "No network: nothing is plugged in at {name}.",
  "problem.cable.todo": "Plug in the cable, or connect the virtual machine's network adapter.",
  "problem.address": "The box has no network address: no DHCP server answers.",
  "problem.address.todo": "Check the cable, or choose Network and type an address.",
  "problem.program": "The mail service does not run ({state}).",
  "problem.program.todo":
    "Choose Restart; if that does not help, Logs says why, and Support bundle packs it up.",
  "problem.fallback": "The update to {to} failed, and the box went back to {from} by itself: {cause}",
  "problem.fallback.todo": "Nothing is lost. Mend the cause, or wait for another release: see Updates.",
  "problem.fallback.unknown": "it did not start properly",
  "problem.trying": "Release {version} runs for the first time and is being watched.",
  "problem.trying.todo": "Leave the box on; if it is not well in a few minutes, it goes back by itself.",
  "problem.disk": "The disk is nearly full: {free} of {total} free.",
  "problem.disk.todo": "Make the virtual disk larger and restart the box, or delete old tickets.",
  "problem.clock": "The clock is not set by any time server; mail may carry wrong times.",
  "problem.clock.todo": "Choose Time and name a server that this network can reach.",
  "problem.expired": "The certificate has expired; browsers and mail servers refuse it.",
  "problem.expires": {
    one: "The certificate expires in {n} day.",
    other: "The certificate expires in {n} days.",
  },
  "problem.expires.todo": "Install another in the browser, or choose Certificate.",
  "problem.development": "This box takes updates signed with the development key, which everyone has.",
  "problem.development.todo": "It is for trying out: use a released image for real mail.",

  "trouble.title": "This did not work",
  "trouble.unreachable":
    "The service behind this screen did not answer. Nothing may have been changed; look before you try again.",
  "trouble.detail": "Details: {text}",
  "trouble.todo": "What to do: {todo}",

  "work.since": {
    one: "{n} second so far",
    other: "{n} seconds so far",
  },
  "check.ok": "works",
  "check.bad": "FAILS",

  "form.save": "Save",
  "form.ready": "Enter saves.",
  "form.most": "At most {n} of them",
  "sure.no": "No, go back",
  ...pageTexts,
} as const;

export type TextKey = keyof typeof en;
type Entry = string | { readonly one: string; readonly other: string };

const tables = { en } as const satisfies Record<string, Record<TextKey, Entry>>;
export type Language = keyof typeof tables;

/** Gives the text of that name, with its {places} filled; `n` also chooses between the forms for one and for others. */
export type Text = (key: TextKey, values?: Readonly<Record<string, string | number | null>>) => string;

/** The texts of a language. */
export function textIn(language: Language): Text {
  const table: Record<TextKey, Entry> = tables[language];
  return (key, values = {}) => {
    const entry = table[key];
    const form = typeof entry === "string" ? entry : entry[values.n === 1 ? "one" : "other"];
    return form.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

/** The language of a locale such as "de_DE.UTF-8"; English where there is no table of it. */
export function languageOf(locale: string | undefined): Language {
  const wanted = locale?.slice(0, 2);
  const known = (name: string | undefined): name is Language =>
    name !== undefined && Object.hasOwn(tables, name);
  return known(wanted) ? wanted : "en";
}

export const textKeys = Object.keys(en).filter((key): key is TextKey => Object.hasOwn(en, key));
