/** Parses forms, in linear time and with limits on everything. */
import { type Fault, fault } from "../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { Form, type FormValue } from "./form.ts";
import { boundaryOf, delimiterOf, LONGEST_HEAD, readHead } from "./multipart.ts";

/** The limits of a form. */
export interface FormBounds {
  /** The most bytes of everything except files, as sent. */
  readonly text: number;
  readonly fields: number;
  /** The most files, and bytes of all together. */
  readonly files: number;
  readonly fileBytes: number;
}

/** The most bytes of a field's name. */
const LONGEST_NAME = 100;

/** The encodings of forms; null: not a form. */
export type Encoding =
  | { readonly kind: "urlencoded" }
  | { readonly kind: "multipart"; readonly boundary: string };

/** The encoding in a Content-Type. */
export function encodingOf(contentType: string): Encoding | null {
  const boundary = boundaryOf(contentType);
  if (boundary !== null) return { kind: "multipart", boundary };
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  return type === "application/x-www-form-urlencoded" ? { kind: "urlencoded" } : null;
}

/** The most bytes of a body with this encoding. */
export const maxBytes = (encoding: Encoding, { text, fileBytes }: FormBounds): number =>
  encoding.kind === "urlencoded" ? text : text + fileBytes;

/** The form, or a fault: request.invalid, request.too-large. */
export function readForm(bytes: Uint8Array, encoding: Encoding, bounds: FormBounds): Result<Form, Fault> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read =
    encoding.kind === "urlencoded" ? urlencoded(body, bounds) : multipart(body, encoding.boundary, bounds);
  return read.refusal ? refuse(read.refusal) : ok(new Form(read.entries));
}

/** The complete texts at the start of a truncated form. */
export function startOfForm(bytes: Uint8Array, encoding: Encoding, bounds: FormBounds): Form {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding.kind === "multipart") return new Form(multipart(body, encoding.boundary, bounds).entries);
  const end = body.lastIndexOf(0x26);
  return new Form(end < 0 ? [] : urlencoded(body.subarray(0, end), bounds).entries);
}

interface Read {
  /** What was read before the error. */
  readonly entries: readonly (readonly [string, FormValue])[];
  readonly refusal: Fault | null;
}

/** URL Standard, section 5.1. */
function urlencoded(body: Buffer, bounds: FormBounds): Read {
  let fields = body.length === 0 ? 0 : 1;
  for (let at = body.indexOf(0x26); at >= 0; at = body.indexOf(0x26, at + 1)) {
    fields += 1;
    if (fields > bounds.fields) return { entries: [], refusal: tooMany("fields", bounds.fields) };
  }
  // URLSearchParams removes one question mark at the beginning: add it.
  const entries = [...new URLSearchParams(`?${body.toString("utf8")}`)];
  const long = entries.some(([name]) => name.length > LONGEST_NAME);
  return long ? { entries: [], refusal: broken() } : { entries, refusal: null };
}

function multipart(body: Buffer, boundary: string, bounds: FormBounds): Read {
  const entries: (readonly [string, FormValue])[] = [];
  const ended = (refusal: Fault | null): Read => ({ entries, refusal });
  const delimiter = delimiterOf(boundary);
  // The first delimiter may have no line before it.
  const first = delimiter.subarray(2);
  let at = body.indexOf(first);
  if (at < 0) return ended(broken());
  at += first.length;
  let [text, fields, files] = [0, 0, 0];
  for (;;) {
    // "--" ends the form.
    if (body[at] === 0x2d && body[at + 1] === 0x2d) return ended(null);
    const lineEnd = body.subarray(at, at + LONGEST_HEAD).indexOf("\r\n");
    const head = lineEnd < 0 ? null : headAt(body, at + lineEnd);
    if (head === null) return ended(broken());
    const to = body.indexOf(delimiter, head.end);
    if (to < 0) return ended(broken());
    const { name, fileName, type } = readHead(head.text);
    const value = body.subarray(head.end, to);
    if (name.length > LONGEST_NAME) return ended(broken());
    if (fileName === null) {
      fields += 1;
      text += head.text.length + value.length;
      if (fields > bounds.fields) return ended(tooMany("fields", bounds.fields));
      if (text > bounds.text) return ended(tooLarge(bounds));
      entries.push([name, value.toString("utf8")]);
    } else {
      files += 1;
      if (files > Math.max(bounds.files, 0)) return ended(tooMany("files", bounds.files));
      entries.push([name, { name: fileName, type, bytes: value }]);
    }
    at = to + delimiter.length;
  }
}

/** The header, which begins with a line end and ends with an empty line. */
function headAt(body: Buffer, at: number): { readonly text: string; readonly end: number } | null {
  const end = body.subarray(at, at + LONGEST_HEAD).indexOf("\r\n\r\n");
  return end < 0 ? null : { text: body.toString("utf8", at + 2, at + end), end: at + end + 4 };
}

const broken = (): Fault => fault("request.form");

const tooMany = (what: "fields" | "files", most: number): Fault =>
  most <= 0 ? fault("form.no-files") : fault(`form.${what}`, { params: { most } });

/** The fault that names the limit. */
export function tooLarge({ text, files, fileBytes }: FormBounds): Fault {
  return files > 0
    ? fault("form.size-files", { params: { text: size(text), files: size(fileBytes) } })
    : fault("form.size", { params: { text: size(text) } });
}

const size = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MB` : `${Math.floor(bytes / 1024)} KB`;
