/** Runs jobs one after the other, in order. One that fails doesn't hold up the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the job does. */
  add<T>(job: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(job);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
