/**
 * The line above what a reply quotes. Customers read it, in the language of the mailbox, so it is there in the same
 * languages as the acknowledgement.
 */
import { sayFrom } from "./catalogue.ts";
import type { Messages } from "./messages.ts";

const messages = {
  en: { wrote: "On {$day} at {$time} UTC, {$who} wrote:" },
  de: { wrote: "Am {$day} um {$time} UTC schrieb {$who}:" },
  fr: { wrote: "Le {$day} à {$time} UTC, {$who} a écrit :" },
  es: { wrote: "El {$day} a las {$time} UTC, {$who} escribió:" },
  it: { wrote: "Il {$day} alle {$time} UTC, {$who} ha scritto:" },
  nl: { wrote: "Op {$day} om {$time} UTC schreef {$who}:" },
  pt: { wrote: "Em {$day} às {$time} UTC, {$who} escreveu:" },
  pl: { wrote: "W dniu {$day} o {$time} UTC {$who} napisał(a):" },
  ja: { wrote: "{$day} {$time} UTC、{$who} が書きました:" },
  ar: { wrote: "في {$day} الساعة {$time} UTC، كتب {$who}:" },
} as const satisfies Record<string, Messages>;

const sayers = new Map<string, (at: number, who: string) => string>(
  Object.entries<Messages>(messages).map(([language, texts]) => {
    const say = sayFrom(language, texts);
    // British English has the day before the month, as most of the world does.
    const days = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      ...{ weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
    });
    const wrote = (at: number, who: string) =>
      say("wrote", { day: days.format(at), time: new Date(at).toISOString().slice(11, 16), who });
    return [language, wrote];
  }),
);

/**
 * "On Mon, 23 Nov 2026 at 18:40 UTC, Ann <ann@customer.example> wrote:", in English where it is not there in that language.
 * @param language a BCP 47 tag, of which the first part counts
 * @param of.at milliseconds since 1970
 */
export function quotationText(
  language: string,
  of: { readonly at: number; readonly from: { readonly name: string; readonly address: string } },
): string {
  const { name, address } = of.from;
  const wrote = sayers.get(language.toLowerCase().split("-")[0] ?? "") ?? sayers.get("en");
  if (wrote === undefined) throw new Error("there is no line for English");
  return wrote(of.at, name === "" ? address : `${name} <${address}>`);
}
