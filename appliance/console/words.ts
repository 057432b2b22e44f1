/** Splits the text of a field with several values, at blanks, commas or semicolons. */
export const words = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((word) => word !== "");
