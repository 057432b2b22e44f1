/** The parts of requests: schemas that convert what was sent into what the engine takes. */
import * as z from "zod";
import { fault } from "../../base/fault.ts";
import { mailId, messageKey, ticketNumber } from "../../base/ids.ts";
import { wholeNumber } from "../../base/numbers.ts";
import { refuse } from "../../base/result.ts";
import { type Address, isRecipient, normalAddress } from "../../domain/mail/index.ts";
import { validUserName } from "../../domain/people/index.ts";
import { decodeBase64, LONGEST_TEXT, LongValue } from "./long-values.ts";
import { own } from "./problem.ts";

/** An object with only these fields; the message of an error about an unknown field lists them. */
export function object<S extends z.core.$ZodLooseShape>(shape: S) {
  const fields = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? fields : undefined),
  });
}

export const nothing = object({});

/** A whole number in an address, in decimal digits. */
export const wholeParam = <S extends z.ZodInt>(range: S) =>
  z.preprocess((given) => (typeof given === "string" ? (wholeNumber(given) ?? given) : given), range);

/** A page of a list: how many entries, and after which cursor. */
export const paging = {
  limit: wholeParam(z.int().min(1).max(1000))
    .default(50)
    .describe("Entries per page: a page may have fewer, even none, and still a next one"),
  cursor: z.string().max(200).exactOptional().describe("`next` of the previous page"),
};

export const ticketParam = {
  number: wholeParam(z.int().min(1)).transform(ticketNumber).describe("The ticket's number"),
};
/** The field by which a command is refused for a conversation that went on. */
export const seenVersion = {
  ifVersion: z
    .int()
    .min(1)
    .exactOptional()
    .describe("Refused with thing.moved-on if the ticket has changed since this version"),
};
const id = z
  .string()
  .max(26)
  .regex(/^[0-9a-z]{26}$/);
export const mailParam = { id: id.transform(mailId).describe("The id given in the SMTP 250 response") };
export const messageParam = { id: id.transform(messageKey).describe("The message's id") };
export const attachmentParam = {
  attachment: z.string().max(100).describe("The attachment's id within its mail"),
};

/** Of accounts on other servers, by the name that they have here. */
export const accountParam = object({ name: z.string().max(100) });
export const accountName = z.string().max(40).describe("Permanent name: lowercase letters, digits, hyphens");
/** The refusal where there is no account with that name. */
export const noAccount = (name: string) =>
  refuse(fault("account.unknown", { params: { name: name.slice(0, 100) } }));

/** A line of text: no control characters, so that it can be in a header of a mail. */
export const line = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => !/\p{Cc}/u.test(text), own("request.field.line"));

export const text = z.string().max(LONGEST_TEXT);

/** The most bytes of bodies with more than a few fields; each route that accepts one declares it. */
export const bodies = {
  /** Certificates, signatures. */
  pages: 256 * 1024,
  /** A name for each of many. */
  many: 1024 * 1024,
  /** A text of the maximum length. */
  text: 4 * 1024 * 1024,
  /** A text and attachments: 25 MB of them in base64, and the JSON around them. */
  files: 39 * 1024 * 1024,
} as const;

export const time = z.iso
  .datetime({ offset: true })
  .max(40)
  .transform((at) => Date.parse(at));

export const userRef = z
  .string()
  .max(100)
  .transform((given, issues) => {
    const name = validUserName(given);
    if (name !== null) return name;
    issues.addIssue({ code: "custom", message: own("request.field.user") });
    return z.NEVER;
  });

/** An address: "ann@customer.example", "Ann <ann@customer.example>" or {name?, address}. */
export const address = z
  .union([z.string().max(1000), object({ name: line(500).exactOptional(), address: z.string().max(500) })], {
    error: own("request.field.address-form"),
  })
  .transform((given, issues): Address => {
    const { name, address } =
      typeof given === "string" ? split(given) : { name: given.name ?? "", address: given.address };
    const normal = normalAddress(address);
    if (isRecipient(normal) && !/\p{Cc}/u.test(name)) return { name: name.trim(), address: normal };
    issues.addIssue({ code: "custom", message: own("request.field.address") });
    return z.NEVER;
  });

function split(text: string): Address {
  const open = text.lastIndexOf("<");
  if (open < 0 || !text.trimEnd().endsWith(">")) return { name: "", address: text };
  const name = text.slice(0, open).trim();
  const quoted = name.length >= 2 && name.startsWith('"') && name.endsWith('"');
  return { name: quoted ? name.slice(1, -1) : name, address: text.slice(open + 1, text.lastIndexOf(">")) };
}

/** A file to attach, its bytes in base64 (RFC 4648 section 4). */
export const file = object({
  name: line(255)
    .min(1)
    .refine((name) => !/[/\\]/.test(name), own("request.field.file-name")),
  type: z
    .string()
    .max(200)
    .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/i)
    .transform((type) => type.toLowerCase())
    .default("application/octet-stream"),
  content: fileContent(),
}).transform(({ name, type, content }) => ({ name, type, bytes: content }));

/** Base64 of up to 35 MB, which the reader of bodies has decoded already if it is long. */
function fileContent() {
  const schema = z.unknown().transform((given, issues): Buffer => {
    if (given === undefined || !(typeof given === "string" || given instanceof LongValue)) {
      const input = given;
      issues.addIssue({ code: "invalid_type", expected: "string", input });
      return z.NEVER;
    }
    const bytes = typeof given === "string" ? decodeBase64(given) : given.bytes;
    if (bytes !== null) return bytes;
    issues.addIssue({ code: "custom", message: own("request.field.base64") });
    return z.NEVER;
  });
  // To clients it is a string, whatever the reader of bodies made of it.
  const shown = { type: "string", maxLength: 35 * 1024 * 1024, contentEncoding: "base64" };
  schema._zod.toJSONSchema = () => shown;
  return schema;
}
