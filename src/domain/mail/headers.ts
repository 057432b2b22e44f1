/**
 * The header fields of a mail as the domain's functions ask for them.
 * @param name in lower case
 * @returns the decoded values of all fields of that name, in their order
 */
export type MailHeaders = (name: string) => readonly string[];
