import { type Fault, type FaultCode, fault, faultKind } from "../../base/fault.ts";
import { inEnglish } from "../../text/index.ts";

/** Replies that only concern the protocol; all others follow from a fault (RFC 5321 section 4.2, RFC 3463). */
export const replies = {
  sender: "250 2.1.0 Sender accepted",
  recipient: "250 2.1.5 Recipient accepted",
  go: "354 End data with <CR><LF>.<CR><LF>",
  flushed: "250 2.0.0 Flushed",
  verify: "252 2.5.0 Addresses are not verified here; send a message and see",
  noExpansion: "502 5.5.1 EXPN is not implemented",
  help: "214 2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY STARTTLS, see RFC 5321",
  unknown: "500 5.5.1 Command not recognised",
  notMail: "502 5.5.1 This is a mail server",
  tooLong: "500 5.5.2 Line is too long",
  syntaxMail: "501 5.5.4 Syntax: MAIL FROM:<address>",
  syntaxRcpt: "501 5.5.4 Syntax: RCPT TO:<address>",
  noArgument: "501 5.5.4 This command takes no argument",
  parameter: "555 5.5.4 Parameter not recognised",
  parameterValue: "501 5.5.4 Parameter value is not valid",
  helloFirst: "503 5.5.1 Send EHLO or HELO first",
  nested: "503 5.5.1 Sender was given already",
  lmtpHello: "500 5.5.1 This is LMTP: send LHLO",
  mailFirst: "503 5.5.1 Send MAIL first",
  rcptFirst: "503 5.5.1 No recipient was accepted",
  noTls: "454 4.7.0 TLS is not available at the moment",
  timeout: "421 4.4.2 Timeout, closing connection",
  errors: "421 4.7.0 Too many errors, closing connection",
} as const;

/** The line that refuses with a fault. Its text is shortened to fit in a reply. */
export function refusal(error: Fault): string {
  const [code, enhanced] = faultKind(error.code).smtp;
  return `${code} ${enhanced} ${printable(inEnglish(error))}`;
}

/** The line that closes the session because of a fault: 421 whatever the code in the table (RFC 5321 section 3.8). */
export function closingReply(code: FaultCode): string {
  return `421 ${faultKind(code).smtp[1]} ${printable(inEnglish(fault(code)))}`;
}

export function refusalOf(code: FaultCode): string {
  return refusal(fault(code));
}

/** One line of printable ASCII, within the 512 octets of RFC 5321 section 4.5.3.1.5. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 480);
}
