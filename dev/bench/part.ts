/** What every part of the bench is given. */
export interface BenchSetting {
  /** The built extension. */
  readonly extensionDirectory: string;
  /** A folder for profiles and files, which is removed at the end. */
  readonly directory: string;
  /** Everything once and small: it shows that it runs, and judges nothing. */
  readonly quick: boolean;
  /** Tells how far it is, in a line. */
  readonly progress: (line: string) => void;
}

/** A table of results, as it is printed and kept. */
export interface Table {
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
