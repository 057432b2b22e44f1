const HOUR = 3_600_000;

/** A session ends after this long without a request, and after this long in any case. In milliseconds. */
export const sessionLimits = { idle: 12 * HOUR, absolute: 14 * 24 * HOUR } as const;

/** Whether a session has ended. @param session when it began and was last used; these and `now` in milliseconds since 1970 */
export const isExpired = (
  { createdAt, seenAt }: { readonly createdAt: number; readonly seenAt: number },
  now: number,
): boolean => seenAt < now - sessionLimits.idle || createdAt < now - sessionLimits.absolute;
