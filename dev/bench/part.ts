/** What every part of the bench gets. */
export interface BenchSetting {
  /** The built extension. */
  readonly extensionDirectory: string;
  /** A folder for profiles and files, removed at the end. */
  readonly directory: string;
  /** Everything once and small: shows that it runs, and judges nothing. */
  readonly quick: boolean;
  /** Reports progress in one line. */
  readonly progress: (line: string) => void;
}

/** A table of results, as printed and stored. */
export interface Table {
  readonly title: string;
  /** How it was measured, in a sentence or two. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
