import type { Frame } from "../view.ts";

export interface HelpView {
  readonly frame: Frame;
  readonly page: string;
  readonly contents: readonly { readonly page: string; readonly title: string }[];
  /** The page's text in Markdown. */
  readonly markdown: string;
}
