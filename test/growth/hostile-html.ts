/** Mails with `n` of something in their HTML: what hides it, and what the plain text beside it lacks. */
import type { Buffer } from "node:buffer";
import { each, mail } from "./hostile-mail.ts";

const alternative = (text: string, html: string): Buffer =>
  mail(
    "Content-Type: multipart/alternative; boundary=outer",
    "",
    `--outer\r\n\r\n${text}\r\n--outer\r\nContent-Type: text/html\r\n\r\n${html}\r\n--outer--`,
  );

export const htmlFloods: Readonly<Record<string, (n: number) => Buffer>> = {
  "an alternative whose texts differ in every word": (n) =>
    alternative(
      each(n, (i) => `a${i} `),
      each(n, (i) => `<p>b${i} `),
    ),
  "an alternative whose text lacks every other line": (n) =>
    alternative(
      each(n, (i) => `one word of line ${2 * i}\r\n`),
      each(n, (i) => `<p>one word of line ${2 * i}<p>other words of line ${2 * i + 1}`),
    ),
  "an alternative with many HTML parts": (n) =>
    mail(
      "Content-Type: multipart/alternative; boundary=outer",
      "",
      `--outer\r\n\r\n${each(n, () => "Hello ")}\r\n--outer\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n`,
      each(n / 20, (i) => `--in\r\nContent-Type: text/html\r\n\r\n<p>${i}${"<p>a [b <c ".repeat(20)}\r\n`),
      "--in--\r\n--outer--",
    ),
  "hidden elements": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, () => '<div style="font-size:0;opacity:1"><p hidden>x'),
    ),
  "style sheets": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, (i) => `<style>.a${i}{display:none}</style><p class="a${i} b">x`),
    ),
  "rules of a style sheet": (n) =>
    mail("Content-Type: text/html", "", `<style>${each(n, (i) => `.a${i}{opacity:0`)}</style><p class=a1>x`),
  "selectors of elements within elements": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      `<style>.a .b .c .d{display:none}${each(n, (i) => `.a .b .a .b .c${i}{display:none}[a='${i}'] > p{opacity:0}`)}</style>`,
      each(n, (i) => `<div class="a c${i}" a=${i}><p class="b c">x`),
    ),
  "style elements that never end": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, () => "<style media=print ><!-- <script <style"),
    ),
};
