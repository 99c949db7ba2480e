import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OpenSession } from '../../lib/engine/open-session.ts';
import { UploadRun } from '../../lib/engine/upload-run.ts';
import { verifyDigests } from '../../lib/engine/verify-digests.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { SpoolFile } from '../../lib/spool/spool-file.ts';
import { systemClock } from '../../lib/upload/clock.ts';
import type { SessionEnd } from '../../lib/upload/session.ts';
import type { Transport } from '../../lib/upload/transport.ts';
import type { UploadProgress } from '../../lib/upload/uploader.ts';
import { MemoryFile } from './memory-file.ts';

const SLICE_BYTES = 60_000;
const LIMIT_MS = 20_000;

/** A recording to be sent, and how. */
export interface UploadTask {
  readonly url: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunkBytes: number;
  readonly transport: Transport;
  /** The recording ends when this is true of the upload; at once when it is left out. */
  readonly sealWhen?: (progress: UploadProgress) => boolean;
}

/** How it went. */
export interface UploadReport {
  readonly end: SessionEnd;
  readonly open: OpenSession | null;
  readonly log: readonly string[];
}

/**
 * Sends a recording as the engine does: discovery, real uploader, real spool, slices that arrive while chunks leave. Only
 * the file is in memory, and retries wait for milliseconds.
 * @throws Error with the log in it when it does not end in time.
 */
export async function uploadRecording({
  url,
  bytes,
  chunkBytes,
  transport,
  sealWhen,
}: UploadTask): Promise<UploadReport> {
  const spool = new SpoolFile(new MemoryFile(), new MemoryFile());
  const log: string[] = [];
  let open: OpenSession | null = null;
  const mayEnd = Promise.withResolvers<void>();
  if (sealWhen === undefined) mayEnd.resolve();
  const settings = { ...DEFAULT_SETTINGS, chunkBytes, retryBaseMs: 4, maxRetries: 12 };
  const run = new UploadRun({ url, known: null, interrupted: null }, settings, null, {
    clock: systemClock,
    transport,
    networkTo: () => ({ isOnline: () => true, onChange: () => undefined }),
    random: Math.random,
    spool,
    metadata: () => ({ filename: 'recording-1970-01-01T00-00-00.webm', filetype: 'video/webm' }),
    verify: async (digests) => {
      const verdict = await verifyDigests(digests, null, spool);
      return verdict.kind === 'differs' ? verdict.problem : null;
    },
    save: async (changed) => {
      open = changed;
    },
    report: (progress) => {
      if (sealWhen?.(progress)) mayEnd.resolve();
    },
    log: (_level, text) => log.push(text),
  });
  const ended = new Promise<SessionEnd>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`It did not end in time:\n${log.join('\n')}`)), LIMIT_MS);
    run.start(
      async (end) => {
        clearTimeout(late);
        resolve(end);
      },
      async (error) => {
        clearTimeout(late);
        reject(error);
      },
    );
  });
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    spool.write(bytes.slice(start, start + SLICE_BYTES));
    spool.commit();
    run.grow(spool.committedBytes);
    await nextTurn();
  }
  await Promise.race([mayEnd.promise, ended]);
  run.seal(bytes.length);
  return { end: await ended, open, log };
}
