/** How long something may take, and what becomes of it. */
export interface Patience<T> {
  readonly patienceMs: number;
  /** Says, to the person, what took too long. */
  readonly sentence: string;
  readonly later: (delayMs: number, callback: () => void) => void;
  /** Told of what came after nobody waited for it any more. */
  readonly onLate?: (value: T) => void;
}

/** What `work` resolves to. @throws what it throws, or an Error with the sentence when it takes longer. */
export function inTime<T>(work: Promise<T>, { patienceMs, sentence, later, onLate }: Patience<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    later(patienceMs, () => {
      isLate = true;
      reject(new Error(sentence));
    });
    work.then((value) => {
      if (isLate) onLate?.(value);
      else resolve(value);
    }, reject);
  });
}
