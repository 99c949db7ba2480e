/** A recording is not being made any more: nothing may be added to it. */
export class NotLiveError extends Error {
  static readonly NAME = 'NotLiveError';
  override readonly name = NotLiveError.NAME;

  constructor() {
    super('This recording is not being made any more.');
  }
}
