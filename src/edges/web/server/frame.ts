import { getCookie } from "hono/cookie";
import { allStates } from "../../../domain/lifecycle/index.ts";
import { may } from "../../../domain/policy/index.ts";
import type { Session } from "../../../engine/people/people.ts";
import { helpAbout } from "../help/of-page.ts";
import { exact, isZone } from "../parts/format.ts";
import { type Frame, type Section, type Theme, themes } from "../view.ts";
import type { Ctx, Site } from "../web.ts";
import type { Assets } from "./assets.ts";
import { takeFlash } from "./flash.ts";
import { languageOf, textsFor } from "./language.ts";
import { readOf } from "./read.ts";

/** The frame of a page, from the request, its session and its cookies. */
export function frameOf(site: Site, c: Ctx, section: Section | null, more: Partial<Frame> = {}): Frame {
  const session = c.get("session") ?? null;
  return {
    now: site.now(),
    zone: zoneOf(site, c),
    language: languageOf(c),
    theme: themeOf(c),
    keys: getCookie(c, "mm_keys") !== "off",
    reader: session && readerOf(session),
    states: session ? allStates(readOf(site, c).tickets.lifecycle()) : [],
    csrf: session?.csrf ?? "",
    assets: assetsOf(site.assets),
    seen: site.live.seen(),
    section,
    // A script that looks for news leaves the message to the page that it is for.
    flash:
      session && c.req.header("x-live") === undefined
        ? takeFlash(c, textsFor(c), site.now(), (at) => exact(at, zoneOf(site, c), languageOf(c)))
        : null,
    held: session ? readOf(site, c).mails.heldCount() : 0,
    problems: session ? site.health.problems(session.caller) : 0,
    unsaved: session !== null && readOf(site, c).system.journalTrouble() !== null,
    catching: session !== null && site.engine.outgoingMail.isCaught(session.caller),
    box: site.engine.box.present(),
    help: helpAbout(c.req.path) ?? "/help",
    words: "",
    ...more,
  };
}

/** The frame of a page before there are data to show: while they are set up or rebuilt. */
export function bareFrame(
  c: Ctx,
  { now, assets, zone, csrf }: { now: number; assets: Assets; zone?: string | null; csrf?: string },
): Frame {
  return {
    ...{ now, zone: zone ?? browserZone(c) ?? "UTC", language: languageOf(c), theme: themeOf(c) },
    ...{ keys: false, reader: null, states: [], csrf: csrf ?? "", assets: assetsOf(assets) },
    ...{ section: null, flash: null, held: 0, problems: 0, unsaved: false, catching: false, box: false },
    ...{ help: "/help", words: "", seen: "" },
  };
}

const assetsOf = (assets: Assets): Frame["assets"] => ({
  css: assets.url("app.css"),
  js: assets.url("app.js"),
  live: assets.url("live.js"),
  icon: assets.url("icon.svg"),
  manifest: assets.url("app.webmanifest"),
});

function readerOf({ caller, user }: Session): NonNullable<Frame["reader"]> {
  const [settings, system] = [may(caller, "settings.write").ok, may(caller, "system.read").ok];
  return { user: user.name, name: user.fullName, settings, system };
}

function themeOf(c: Ctx): Theme {
  const wanted = getCookie(c, "mm_theme");
  return themes.find((theme) => theme === wanted) ?? "auto";
}

/** The reader's zone as reported by the browser, or else the site's. */
export const zoneOf = (site: Site, c: Ctx): string =>
  browserZone(c) ?? readOf(site, c).settings.zone() ?? "UTC";

/** The zone reported by the browser, or null. */
export function browserZone(c: Ctx): string | null {
  const zone = getCookie(c, "mm_zone") ?? "";
  return zone.length < 60 && knownZone(zone) ? zone : null;
}

const zones = new Map<string, boolean>();
function knownZone(zone: string): boolean {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  if (zones.size > 1000) zones.clear();
  const is = /^[A-Za-z][\w+/-]*$/.test(zone) && isZone(zone);
  zones.set(zone, is);
  return is;
}
