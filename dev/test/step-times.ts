import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What we need to know about a step to tell how long it takes. */
interface TimedStep {
  readonly heading: string;
  /** Used until the step has run here once. */
  readonly seconds: number;
}

/** How long each step took on its last run in this folder, stored in a file. */
export class StepTimes {
  readonly #path: string;
  readonly #seconds: Map<string, number>;

  constructor(path: string) {
    this.#path = path;
    this.#seconds = new Map(Object.entries(readTimes(path)));
  }

  /** How long the steps are expected to take, in seconds. */
  expected(steps: readonly TimedStep[]): number {
    return steps.reduce((sum, { heading, seconds }) => sum + (this.#seconds.get(heading) ?? seconds), 0);
  }

  remember({ heading }: TimedStep, seconds: number): void {
    this.#seconds.set(heading, Math.round(seconds * 10) / 10);
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, `${JSON.stringify(Object.fromEntries(this.#seconds), null, 2)}\n`);
  }
}

/** `45 s`, or `4:05 min` from a minute on. */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}

/** Empty when nothing is stored, or it can't be read: then the steps' own figures are used. */
function readTimes(path: string): Record<string, number> {
  try {
    const times: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof times !== 'object' || times === null) return {};
    return Object.fromEntries(
      Object.entries(times).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
  } catch {
    return {};
  }
}
