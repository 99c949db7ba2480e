/** Ends every switch over a union: a new member that was forgotten is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`Not a known case: ${JSON.stringify(value)}`);
}
