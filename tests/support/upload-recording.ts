import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '../../lib/base/clock.ts';
import { opener, type ProtocolSession } from '../../lib/engine/uploading/open-session.ts';
import { verifyDigests } from '../../lib/engine/uploading/verify-digests.ts';
import type { Message } from '../../lib/recording/message.ts';
import type { ByteRange } from '../../lib/upload/chunks.ts';
import { defaultProtocol, protocolNamed } from '../../lib/upload/protocols/protocols.ts';
import type { SessionEnd } from '../../lib/upload/session/session.ts';
import { Uploader, type UploadProgress } from '../../lib/upload/uploader.ts';
import { askThrough } from '../../lib/upload/url/preflight.ts';
import type { Transport } from '../../lib/upload/wire/transport.ts';
import { say } from '../../lib/words/say.ts';

const SLICE_BYTES = 60_000;
const LIMIT_MS = 20_000;

/** A recording to send, and how. */
export interface UploadTask {
  readonly url: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunkBytes: number;
  readonly transport: Transport;
  /** The recording ends when this holds for the upload; immediately when omitted. */
  readonly sealWhen?: (progress: UploadProgress) => boolean;
}

/** The outcome. */
export interface UploadReport {
  readonly end: SessionEnd;
  readonly open: ProtocolSession;
  readonly log: readonly Message[];
}

/**
 * Sends a recording as the engine does: discovers how to speak to the server, then has the real uploader send slices
 * that keep arriving while chunks leave. Retries wait for milliseconds.
 * @throws Error including the log when it doesn't end in time.
 */
export async function uploadRecording({
  url,
  bytes,
  chunkBytes,
  transport,
  sealWhen,
}: UploadTask): Promise<UploadReport> {
  const log: Message[] = [];
  const open = await openAt(url, transport);
  const mayEnd = Promise.withResolvers<void>();
  if (sealWhen === undefined) mayEnd.resolve();
  const read = ({ start, end }: ByteRange) => bytes.slice(start, end);
  const retry = { maxRetries: 12, baseMs: 4 };
  let spooledBytes = 0;
  const uploader = new Uploader(
    protocolNamed(open.protocol) ?? defaultProtocol('pieces'),
    open.session,
    { chunkBytes, stallTimeoutMs: LIMIT_MS, sendEarlyMs: null, retry },
    {
      clock: systemClock,
      transport,
      network: { isOnline: () => true, onChange: () => undefined },
      isPaused: () => false,
      spooledBytes: () => spooledBytes,
      random: Math.random,
      read,
      metadata: () => ({ filename: 'recording-1970-01-01T00-00-00.webm', filetype: 'video/webm' }),
      save: async () => undefined,
      note: () => undefined,
      verify: async (digests, signal) => {
        const whole = {
          committedBytes: bytes.length,
          read: (start: number, into: Uint8Array) => into.set(read({ start, end: start + into.length })),
        };
        const verdict = await verifyDigests(digests, null, whole, signal);
        return verdict.kind === 'differs' ? verdict.problem : verdict.kind;
      },
      report: (progress) => {
        if (sealWhen?.(progress)) mayEnd.resolve();
      },
      log: (_level, message) => log.push(message),
    },
  );
  const late = AbortSignal.timeout(LIMIT_MS);
  const ended = uploader.run(late).catch((error: unknown) => {
    throw late.aborted ? new Error(`It did not end in time:\n${log.map(say).join('\n')}`) : error;
  });
  while (spooledBytes < bytes.length) {
    spooledBytes = Math.min(bytes.length, spooledBytes + SLICE_BYTES);
    uploader.grow();
    await nextTurn();
  }
  await Promise.race([mayEnd.promise, ended]);
  uploader.seal(bytes.length);
  return { end: await ended, open, log };
}

async function openAt(url: string, transport: Transport): Promise<ProtocolSession> {
  const ask = askThrough(transport, LIMIT_MS, AbortSignal.timeout(LIMIT_MS));
  const attempt = await opener(url, { sending: null, clock: systemClock, ask, isSealed: () => false })();
  if (attempt.kind !== 'done') throw new Error(`Nothing was found out: ${JSON.stringify(attempt)}`);
  return attempt.value;
}
