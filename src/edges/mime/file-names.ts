import { before } from "../../base/text.ts";
import { headerText, oneLine } from "./headers.ts";
import type { Part } from "./structure.ts";

/**
 * The name under which a part is offered as a file: the sender's, without path and control characters;
 * one made from the subject or the type if there is none. Never empty.
 * @param number its place among the mail's files, from 1
 */
export function fileName(part: Part, number: number): string {
  const given = part.dispositionParameters.get("filename") ?? part.parameters.get("name");
  return (
    clean(given ?? "") ||
    clean(location(part)) ||
    clean(subjectOf(part)) ||
    (usual[part.type] ?? `attachment-${number}.${extension(part.type)}`)
  );
}

/** What parts are that machines send without a name, as in bounces and receipts. */
const usual: Readonly<Record<string, string>> = {
  "message/delivery-status": "delivery-status.txt",
  "message/global-delivery-status": "delivery-status.txt",
  "message/disposition-notification": "receipt.txt",
  "message/feedback-report": "abuse-report.txt",
  "text/rfc822-headers": "original-headers.txt",
  "message/rfc822": "message.eml",
  "message/global": "message.eml",
};

/** A file name without path, control characters and characters that change the writing direction; at most 200 characters. */
export function clean(given: string): string {
  const name = oneLine(given)
    .replace(/^.*[\\/]/, "")
    .trim();
  if (/^\.*$/.test(name)) return "";
  if (name.length <= LONGEST) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  return `${name
    .slice(0, LONGEST - ending.length)
    .toWellFormed()
    .trimEnd()}${ending}`;
}

const LONGEST = 200;

/** RFC 2557: a Content-Location may end in a file name. */
function location(part: Part): string {
  const last = before(part.headers.first("content-location"), /[?#]/).split("/").at(-1) ?? "";
  return /^[^\s.]+\.\w{2,5}$/.test(last) ? last : "";
}

/** An attached mail is named after its subject. */
function subjectOf(part: Part): string {
  if (part.type !== "message/rfc822" && part.type !== "message/global") return "";
  const [head = ""] = part
    .bytes()
    .subarray(0, 8_192)
    .toString("latin1")
    .split(/\r?\n\r?\n/);
  // linear: a line that begins so is taken whole, with those that continue it
  const match = /^Subject:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im.exec(head);
  const subject = headerText((match?.[1] ?? "").replace(/\r?\n/g, ""))
    .slice(0, 100)
    .replace(/[\\/]/g, "-");
  return subject === "" ? "" : `${subject}.eml`;
}

function extension(type: string): string {
  const known = extensions[type];
  if (known !== undefined) return known;
  const [kind, sub] = type.split("/");
  const plain = before((sub ?? "").replace(/^(?:x-|vnd\.)/, ""), /\+/);
  if (/^[a-z0-9]{2,5}$/.test(plain)) return plain;
  return kind === "text" ? "txt" : "bin";
}

const extensions: Readonly<Record<string, string>> = {
  "text/plain": "txt",
  "text/html": "html",
  "text/calendar": "ics",
  "text/vcard": "vcf",
  "text/x-vcard": "vcf",
  "text/directory": "vcf",
  "text/markdown": "md",
  "text/rfc822-headers": "txt",
  "image/jpeg": "jpg",
  "image/svg+xml": "svg",
  "image/x-icon": "ico",
  "image/vnd.microsoft.icon": "ico",
  "audio/mpeg": "mp3",
  "video/quicktime": "mov",
  "application/octet-stream": "bin",
  "application/postscript": "ps",
  "application/javascript": "js",
  "application/gzip": "gz",
  "application/x-gzip": "gz",
  "application/msword": "doc",
  "application/vnd.ms-excel": "xls",
  "application/vnd.ms-powerpoint": "ppt",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
  "application/vnd.oasis.opendocument.text": "odt",
  "application/ms-tnef": "dat",
  "application/pgp-signature": "asc",
  "application/pgp-encrypted": "asc",
  "application/pgp-keys": "asc",
  "application/pkcs7-signature": "p7s",
  "application/x-pkcs7-signature": "p7s",
  "application/pkcs7-mime": "p7m",
  "application/x-pkcs7-mime": "p7m",
  "message/rfc822": "eml",
  "message/global": "eml",
  "message/delivery-status": "txt",
  "message/disposition-notification": "txt",
  "message/feedback-report": "txt",
};
