/** A failure that its caller can do something about: one line that says what, why, and what to do. */
export class Failure extends Error {
  override readonly name = "Failure";
}
