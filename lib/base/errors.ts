/** Ends every switch over a union: a new member that was forgotten is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`Not a known case: ${JSON.stringify(value)}`);
}

/** What an error says; anything else that was thrown, as text. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
