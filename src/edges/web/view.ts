import type { NamedState } from "../../domain/lifecycle/index.ts";
import type { Language } from "../../text/index.ts";

/** The frame of every page. */
export interface Frame {
  readonly now: number;
  /** IANA time zone of the reader. */
  readonly zone: string;
  readonly language: Language;
  readonly theme: Theme;
  /** Whether single-key shortcuts are on. */
  readonly keys: boolean;
  /** null while nobody is logged in. */
  readonly reader: {
    readonly user: string;
    readonly name: string;
    /** Whether they may open the settings and the appliance's pages. */
    readonly settings: boolean;
    readonly system: boolean;
  } | null;
  /** The states of tickets, in the order in which they are shown; none while nobody is logged in. */
  readonly states: readonly NamedState[];
  /** Part of every form. */
  readonly csrf: string;
  /** URLs of the assets, with their hashes. */
  readonly assets: {
    readonly css: string;
    readonly js: string;
    readonly icon: string;
    readonly manifest: string;
    readonly live: string;
  };
  /** How far the page has seen, for the script that follows changes. */
  readonly seen: string;
  readonly section: Section | null;
  readonly flash: Flash | null;
  /** The number of held mails. */
  readonly held: number;
  /** Problems with the program, if the reader can fix them. */
  readonly problems: number;
  /** Whether nothing can be saved now. */
  readonly unsaved: boolean;
  /** Whether outgoing mail is caught instead of sent. */
  readonly catching: boolean;
  /** Whether there is an appliance around the program. */
  readonly box: boolean;
  /** The path of the help about the page. */
  readonly help: string;
  /** The text in the search box. */
  readonly words: string;
}

export const themes = ["auto", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

export type Section = "tickets" | "search" | "mail" | "settings" | "system" | "help";

export interface Flash {
  readonly kind: "done" | "problem";
  readonly text: string;
  /** The form that undoes it. */
  readonly undo?: {
    readonly action: string;
    readonly fields: { readonly [name: string]: string };
    readonly label: "flash.undo" | "flash.reopen";
    /** Milliseconds from now in which that is possible; absent without a limit. */
    readonly within?: number;
  } | null;
}

/** A fault for a form: shown next to the field, if it belongs to one. */
export interface FormFault {
  readonly text: string;
  readonly field: string | null;
  readonly hint: string | null;
}

export interface Person {
  readonly user: string;
  readonly name: string;
}

/** Describes a text that is only shown in part. */
export interface CutView {
  /** The number of characters shown, and of all characters. */
  readonly shown: number;
  readonly of: number;
  /** The URL of a page with all of it. */
  readonly href: string;
}

export interface ErrorView {
  readonly frame: Frame;
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly hint: string | null;
  /** A value typed in a form that was not accepted, so that nothing is lost. */
  readonly typed: readonly { readonly name: string; readonly label: string; readonly value: string }[];
  /** The page with the form; null if it is not known. */
  readonly back: string | null;
}
