/** One deliberate breakage. */
export interface Mutant {
  /** The rule it breaks, as a sentence about the broken program. */
  readonly rule: string;
  /** The source file, relative to the root. */
  readonly file: string;
  /** A text that occurs exactly once in the file, and its replacement. */
  readonly find: string;
  readonly replace: string;
}

/** Mutants of one file. */
export function inFile(
  file: string,
  entries: readonly (readonly [rule: string, find: string, replace: string])[],
): Mutant[] {
  return entries.map(([rule, find, replace]) => ({ rule, file, find, replace }));
}
