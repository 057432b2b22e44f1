import { type UserName, userName } from "../base/ids.ts";

/** Who did something. Stored as text, such as "user:ann"; the journal's chain covers that text. */
export type Actor =
  | { readonly kind: "user"; readonly name: UserName }
  /** An API token, by its name. */
  | { readonly kind: "token"; readonly name: string }
  /** The program itself, and which part of it. */
  | { readonly kind: "system"; readonly part: string }
  /** The appliance: "console" for a person at its console, "box" for the appliance itself. */
  | { readonly kind: "box"; readonly part: string }
  /** Any other stored text, unchanged: written by another release, or nobody in particular. */
  | { readonly kind: "other"; readonly text: string };

export const userActor = (name: UserName): Actor => ({ kind: "user", name });
export const tokenActor = (name: string): Actor => ({ kind: "token", name });
export const systemActor = (part: string): Actor => ({ kind: "system", part });

/** Whether it was this person, in a browser and not with a token. */
export const isUser = (actor: Actor, name: string | null | undefined): boolean =>
  actor.kind === "user" && actor.name === name;

/** An actor as stored and returned by the API: "user:NAME", "token:NAME", "system:PART", "box:PART". */
export function actorText(actor: Actor): string {
  switch (actor.kind) {
    case "user":
    case "token":
      return `${actor.kind}:${actor.name}`;
    case "system":
    case "box":
      return `${actor.kind}:${actor.part}`;
    case "other":
      return actor.text;
  }
}

/** The actor of a stored text. Every text is valid, and `actorText` returns it unchanged. */
export function actorOf(text: string): Actor {
  const colon = text.indexOf(":");
  const rest = text.slice(colon + 1);
  switch (text.slice(0, Math.max(0, colon))) {
    case "user":
      return userActor(userName(rest));
    case "token":
      return tokenActor(rest);
    case "system":
      return systemActor(rest);
    case "box":
      return { kind: "box", part: rest };
    default:
      return { kind: "other", text };
  }
}
