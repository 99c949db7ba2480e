/** How long to look, and how. */
export interface Looking {
  /** The looks end when it is not. */
  isLive(): boolean;
  readonly everyMs: number;
  look(): void | Promise<void>;
}

/** Looks at once, and again and again. Resolves when there is nothing to look at any more. */
export async function lookAgain(
  { isLive, everyMs, look }: Looking,
  later: (delayMs: number, callback: () => void) => void,
): Promise<void> {
  while (isLive()) {
    await look();
    await new Promise<void>((resolve) => later(everyMs, resolve));
  }
}
