import type { Language } from "../../text/index.ts";

/** What every page has around it. */
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
    /** Whether they may open the settings, and what is there for the box. */
    readonly settings: boolean;
    readonly system: boolean;
  } | null;
  /** Goes into every form. */
  readonly csrf: string;
  /** Addresses of the assets, with their hashes. */
  readonly assets: { readonly css: string; readonly js: string; readonly icon: string };
  readonly section: Section | null;
  readonly flash: Flash | null;
  /** Mails that wait for a human. */
  readonly held: number;
  /** Problems with the program itself, as far as the reader is the one to mend them. */
  readonly problems: number;
  /** Whether answers are caught here instead of being sent. */
  readonly catching: boolean;
  /** Whether there is a box around the program. */
  readonly box: boolean;
  /** What the search box shows. */
  readonly words: string;
}

export const themes = ["auto", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

export type Section = "tickets" | "search" | "mail" | "settings" | "system" | "help";

export interface Flash {
  readonly kind: "done" | "problem";
  readonly text: string;
}

/** A fault as a form shows it: beside the field, if it is one field's. */
export interface FormFault {
  readonly text: string;
  readonly field: string | null;
  readonly hint: string | null;
}

export interface Person {
  readonly user: string;
  readonly name: string;
}

/** A text of which only the beginning is shown. */
export interface CutView {
  /** Characters shown, and characters in all. */
  readonly shown: number;
  readonly of: number;
  /** The page that shows all of it. */
  readonly href: string;
}

export interface ErrorView {
  readonly frame: Frame;
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly hint: string | null;
  /** What was typed into a form that was not accepted, so that nothing is lost. */
  readonly typed: readonly { readonly name: string; readonly value: string }[];
}
