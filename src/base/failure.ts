/** Work that failed for a reason its caller can do something about: one line that says what, why, what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
}
