/** Names whose pages would have the address of another page; a browser takes a dot for a folder. */
const taken: ReadonlySet<string> = new Set(["new", ".", ".."]);

/** Whether a thing of this name can have its page, below that of all such things. */
export const hasOwnPage = (name: string): boolean => !taken.has(name);

/** Whether a text can be the permanent name of an account. */
export const isAccountName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9-]{0,39}$/.test(name) && hasOwnPage(name);
