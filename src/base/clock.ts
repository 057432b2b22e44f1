/** Milliseconds since 1970. */
export type Now = () => number;

/** `length` cryptographically random bytes. */
export type RandomBytes = (length: number) => Uint8Array;
