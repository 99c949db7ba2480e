/** The unit of a resumable upload: every chunk but the last is a multiple of it. */
export const CHUNK_UNIT_BYTES = 256 * 1024;

/** How a server answers a question it doesn't know. */
export type RefusedQuestion = 400 | 404 | 405 | 501;

/** The ways in which servers of the Content-Range dialect differ. */
export interface Dialect {
  /** Whether a 308 tells in `Range` how much is held. */
  readonly reportsRange: 'always' | 'never';
  /** The answer to `bytes *\/*`: true as the protocol says, else this status whatever is held. */
  readonly answersQuery: true | RefusedQuestion;
  /** The answer to `bytes *\/T`, likewise. */
  readonly answersFinalize: true | RefusedQuestion;
  /** Answers 200 to every chunk and never 308, takes chunks of any length, and refuses `bytes *\/*` with 400. */
  readonly plain: boolean;
  readonly finalStatus: 200 | 201;
  /** Whether a chunk may begin before the end of what's held (known bytes are skipped); otherwise it gets 416. */
  readonly allowOverlap: boolean;
  /** The status for a chunk that begins past the end of what's held. */
  readonly refusesGapWith: 503 | 416;
  /** What is kept of a chunk whose request breaks off: whole 256 KiB units, or every byte received. */
  readonly onAbort: 'keep-units' | 'keep-bytes';
  /** The hash in the final answer's `x-goog-hash`. */
  readonly reportsHash: 'never' | 'md5' | 'crc32c';
}

/** Google Cloud Storage's behaviour, as far as it's documented. */
export const DEFAULT_DIALECT: Dialect = {
  reportsRange: 'always',
  answersQuery: true,
  answersFinalize: true,
  plain: false,
  finalStatus: 200,
  allowOverlap: true,
  refusesGapWith: 503,
  onAbort: 'keep-units',
  reportsHash: 'never',
};
