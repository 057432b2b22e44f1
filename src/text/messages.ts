/** Messages of a subject, by key. */
export type Messages = Readonly<Record<string, string>>;

/** The same messages in another language; a test checks that they take the same parameters. */
export type Translation<T extends Messages> = { readonly [K in keyof T]: string };
