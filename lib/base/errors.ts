/** Ends every switch over a union: a new member that was forgotten is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`Not a known case: ${JSON.stringify(value)}`);
}

/** An error's text as the browser wrote it; anything else that was thrown, as text. Not for our own errors: see `messageOf`. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
