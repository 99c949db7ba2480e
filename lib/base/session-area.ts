/** The part of `storage.session` that is used: memory that outlives the service worker, but not the browser. */
export interface SessionArea {
  /** The values of these keys; of all keys when null. */
  get(keys: string | string[] | null): Promise<Record<string, unknown>>;
  set(values: Record<string, unknown>): Promise<void>;
  remove(keys: string | string[]): Promise<void>;
}
