/** The OAuth accounts to choose from. @param none what to choose if there are none */
export const oauthOptions = (
  names: readonly string[],
  none: string,
): readonly { readonly value: string; readonly label: string }[] =>
  names.length === 0 ? [{ value: "", label: none }] : names.map((name) => ({ value: name, label: name }));
