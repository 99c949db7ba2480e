/** A recording that the recorder was told to start, and that may not be shown yet. */
export interface Unshown {
  readonly id: string;
  readonly hasMicrophone: boolean;
}
