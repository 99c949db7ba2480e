/**
 * Every piece of data that a message can carry. A name means the same everywhere, and its kind decides how it is
 * written: `bytes` as "4.5 MB", `exactBytes` as "4,500,000 bytes", `ms` as "24 s", `number` and `text` as they are,
 * `message` and `messages` in their own words. A `text` has no secrets, or passes `safeText` before it is stored or
 * shown.
 */
export const MESSAGE_FIELDS = {
  algorithm: 'text',
  attempt: 'number',
  chunkBytes: 'bytes',
  confirmedBytes: 'exactBytes',
  count: 'number',
  delayMs: 'ms',
  droppedPercent: 'number',
  firstByte: 'number',
  freeBytes: 'bytes',
  headerNames: 'text',
  host: 'text',
  knownBytes: 'exactBytes',
  lastByte: 'number',
  leftMs: 'ms',
  lengthBytes: 'exactBytes',
  limitBytes: 'bytes',
  lostBytes: 'bytes',
  maxRetries: 'number',
  messages: 'messages',
  mimeType: 'text',
  name: 'text',
  number: 'number',
  operation: 'text',
  pieceBytes: 'bytes',
  reason: 'message',
  redirectedTo: 'text',
  reportedBytes: 'exactBytes',
  requestBytes: 'bytes',
  sentBytes: 'exactBytes',
  silentMs: 'ms',
  status: 'number',
  storedBytes: 'bytes',
  text: 'text',
  totalBytes: 'exactBytes',
  waitingBytes: 'bytes',
  wantedName: 'text',
} as const;

/** The name of a piece of data. */
export type FieldName = keyof typeof MESSAGE_FIELDS;

/** Messages by id, with the names of their data. The id is also that of the words in `locales/en.yml`. */
export type MessageTable = Readonly<Record<string, readonly FieldName[]>>;
