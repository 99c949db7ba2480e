import type { Catalog } from '../../lib/spool/catalog.ts';

/** Calls to the outside world that may stay pending forever. `abort`: a request that doesn't end when it's aborted. */
export const HANGING = [
  'read',
  'put',
  'get',
  'all',
  'upload lock',
  'recording lock',
  'open spool',
  'open copy',
  'find copy',
  'open sealed',
  'delete files',
  'abort',
] as const;
export type Hanging = (typeof HANGING)[number];

/** Makes calls hang, each kind as often as requested. */
export class Hangs {
  readonly #due = new Map<Hanging, number>();
  /** Which calls hung, in order. */
  readonly seen: Hanging[] = [];

  /** Makes this many calls of this kind hang, starting with the next one. */
  add(what: Hanging, calls = 1): void {
    this.#due.set(what, (this.#due.get(what) ?? 0) + calls);
  }

  /** From now on, no call hangs. */
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

  /** The call, or a promise that never settles. */
  on<T>(what: Hanging, call: () => Promise<T>): Promise<T> {
    return this.takes(what) ? new Promise(() => undefined) : call();
  }
}

/** An answer that may never come once the request has been aborted. */
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

/** A catalog whose calls may hang, and whose writes may fail. `onLost`: a record wasn't read or written. */
export function hangingCatalog(
  catalog: Catalog,
  { hangs, ...world }: { readonly hangs: Hangs; readonly listFails: () => boolean },
  onLost: () => void,
): Catalog {
  return {
    put: (row) => {
      if (world.listFails()) {
        // Nor does the copy have it.
        if (hangs.seen.includes('open copy')) onLost();
        return Promise.reject(new Error('The disk is full.'));
      }
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
