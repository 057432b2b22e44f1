/** Whether a text can be the permanent name of an account. */
export const isAccountName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(name);
