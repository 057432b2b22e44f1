/**
 * A mail's header fields, for the domain's functions.
 * @param name in lower case
 * @returns the decoded values of all fields with that name, in their order
 */
export type MailHeaders = (name: string) => readonly string[];
