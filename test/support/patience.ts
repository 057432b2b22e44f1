/**
 * How long a test waits for what is bound to come, in milliseconds. It comes late on a slow and busy machine; only what hangs
 * takes longer than this.
 */
export const patience = 3 * 60_000;
