import type { Catalog } from '../../lib/spool/catalog.ts';

/** What of the world may stay pending for ever. `abort`: a request that does not end when it is cut off. */
export const HANGING = [
  'read',
  'put',
  'get',
  'all',
  'upload lock',
  'recording lock',
  'open spool',
  'open sealed',
  'delete files',
  'abort',
] as const;
export type Hanging = (typeof HANGING)[number];

/** Calls that never come back, each as often as it was asked for. */
export class Hangs {
  readonly #due = new Map<Hanging, number>();
  /** Which hung, one after the other. */
  readonly seen: Hanging[] = [];

  /** So many calls of this kind will hang, from the next one on. */
  add(what: Hanging, calls = 1): void {
    this.#due.set(what, (this.#due.get(what) ?? 0) + calls);
  }

  /** No call hangs any more. */
  end(): void {
    this.#due.clear();
  }

  /** Whether this call hangs. */
  takes(what: Hanging): boolean {
    const calls = this.#due.get(what) ?? 0;
    if (calls === 0) return false;
    this.#due.set(what, calls - 1);
    this.seen.push(what);
    return true;
  }

  /** The call, or nothing for ever. */
  on<T>(what: Hanging, call: () => Promise<T>): Promise<T> {
    return this.takes(what) ? new Promise(() => undefined) : call();
  }
}

/** An answer that may never come once the request was cut off. */
export function deafTo<T>(signal: AbortSignal, hangs: Hangs, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const heard = (hear: () => void) => {
      if (!signal.aborted || !hangs.takes('abort')) hear();
    };
    answer.then(
      (value) => heard(() => resolve(value)),
      (error: unknown) => heard(() => reject(error)),
    );
  });
}

/** A catalog of which calls hang. `onLost`: what it knows, or was to know, is not there. */
export function hangingCatalog(catalog: Catalog, hangs: Hangs, onLost: () => void): Catalog {
  return {
    put: (row) => {
      if (!hangs.takes('put')) return catalog.put(row);
      onLost();
      return new Promise(() => undefined);
    },
    get: (id) => {
      if (!hangs.takes('get')) return catalog.get(id);
      onLost();
      return new Promise(() => undefined);
    },
    all: () => hangs.on('all', () => catalog.all()),
    delete: (id) => catalog.delete(id),
    rewrite: (change) => catalog.rewrite(change),
    close: () => catalog.close(),
  };
}
