/**
 * What a port promises, rule by rule. Each rule gets a new, empty port and throws when it doesn't hold. Needs no test
 * runner, so a browser page can check the real thing against the same rules as the fake.
 */
export type Contract<T> = Readonly<Record<string, (port: T) => Promise<void> | void>>;

/** @throws Error showing both when they differ as JSON. */
export function same(actual: unknown, expected: unknown, what = 'It'): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what} is ${found}, not ${wanted}.`);
}

/** Checks the real thing where there is no test runner. Resolves to one line per broken rule. */
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
