import type { commandPeopleTexts as English } from "../en/command-people.ts";
import type { Translation } from "../messages.ts";

export const commandPeopleTexts = (): Translation<typeof English> => ({
  "user.name": '"{$text}" is not a valid user name',

  "user.list.summary": "lists the people who can log in",
  "user.list.help": "One line per person: user name, role, active or disabled, full name, address.",
  "user.list.active": "active",
  "user.list.disabled": "disabled",

  "user.create.summary": "adds a person and prints their password once",
  "user.create.help":
    'Prints "user: NAME" and "password: SECRET". An agent works on tickets; an admin also manages settings and people.',

  "user.reset-password.summary": "sets a new password for a person and prints it once",
  "user.reset-password.help": `Logs that person out everywhere. Their API tokens stay valid, and are listed, unless they are revoked as well.

  --revoke-tokens  revokes the person’s API tokens, too`,
  "user.reset-password.tokens":
    "these API tokens stay valid: {$tokens}; to revoke them as well, use {$option}",
  "user.reset-password.revoked": "these API tokens were revoked: {$tokens}",

  "user.disable.summary": "disables a person’s account; their tickets and history are kept",
  "user.disable.help": "Logs that person out everywhere, and their API tokens stop working.",
  "user.disable.done": "{$user} is disabled",

  "token.create.summary": "creates an API token and prints it",
  "token.create.help": `The token acts as USER (default: admin), within its scope: "read" allows reading, "write" also replying and changing
tickets, "admin" (the default) everything that USER may do. Can run while the program is running on DIR. Prints only
the token on standard output. Only its hash is stored: if you lose it, create another one.`,
});
