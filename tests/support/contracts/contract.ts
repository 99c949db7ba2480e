/**
 * What a port promises, rule by rule: each gets a new one that is empty, and throws when the rule does not hold. Without a
 * test runner, so that a page of the browser can check the real thing by the rules that the fake is checked by.
 */
export type Contract<T> = Readonly<Record<string, (port: T) => Promise<void> | void>>;

/** @throws Error with both, when they are not the same as JSON. */
export function same(actual: unknown, expected: unknown, what = 'It'): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what} is ${found}, not ${wanted}.`);
}

/** Checks the real thing where there is no test runner. Resolves to a line for each rule that does not hold. */
export async function brokenRules<T>(contract: Contract<T>, open: () => Promise<T>): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, check] of Object.entries(contract)) {
    try {
      await check(await open());
    } catch (error) {
      broken.push(`${rule}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return broken;
}
