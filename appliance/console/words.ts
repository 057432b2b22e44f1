/** What is typed into one field as several things: between blanks, commas or semicolons. */
export const words = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((word) => word !== "");
