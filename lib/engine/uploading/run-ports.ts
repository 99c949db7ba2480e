import { inTime } from '../../base/clock.ts';
import { fileName, mediaType } from '../../recording/file-name.ts';
import { isLive } from '../../recording/state.ts';
import { replacesEarlier } from '../../recording/target.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Catalog, isReadable, type RecordingRow } from '../../spool/catalog.ts';
import { isTaken, notReplaceable, wasUsed } from '../../spool/used-url.ts';
import type { Digest } from '../../upload/protocols/protocol.ts';
import type { Problem } from '../../upload/session/problem.ts';
import type { CatalogEntry } from '../catalog-entry.ts';
import type { SpoolWriter } from '../spooling/spool-writer.ts';
import { promptTransport } from './prompt-transport.ts';
import type { UploadPriority } from './upload-priority.ts';
import type { UploadRunPorts } from './upload-run.ts';
import { verifyDigests } from './verify-digests.ts';

/** What every upload of an engine shares. */
export interface SharedPorts
  extends Pick<
    UploadRunPorts,
    'clock' | 'transport' | 'loadMinting' | 'networkTo' | 'random' | 'takeUploadLock' | 'join' | 'later'
  > {
  /** The recording as a file that the browser can read itself; null when there is none. */
  openSealed(id: string): Promise<Blob | null>;
  readonly catalog: Pick<Catalog, 'all'>;
}

/** Reading the catalog takes milliseconds. One that doesn't answer says nothing about the URL. */
const CATALOG_PATIENCE_MS = 2_000;

/** The recording to send, with the settings it was started with. */
export interface UploadSource {
  readonly writer: SpoolWriter;
  readonly settings: Settings;
}

/**
 * Connects one upload to its recording: reads the spool and writes to the catalog entry.
 * @param mimeType resolves when the recorder runs.
 */
export function runPorts(
  entry: CatalogEntry,
  writer: SpoolWriter,
  mimeType: Promise<string>,
  priority: UploadPriority,
  shared: SharedPorts,
): UploadRunPorts {
  /** Whose files this one must not replace; none when the catalog doesn't answer. */
  const others = async (): Promise<readonly RecordingRow[]> => {
    const { catalog, clock } = shared;
    const { target, startedAtMs } = entry.row;
    return inTime(catalog.all(), CATALOG_PATIENCE_MS, clock, 'No catalog.').then(
      (all) => {
        const rows = all.filter(isReadable);
        return replacesEarlier(target) ? notReplaceable(rows, startedAtMs) : rows;
      },
      () => [],
    );
  };
  return {
    ...shared,
    transport: promptTransport(priority.over(shared.transport), shared.clock),
    spool: writer.spool,
    openSealed: () => shared.openSealed(entry.row.id),
    mintOrder: async () => {
      const type = await mimeType;
      const { source, startedAtMs } = entry.row;
      return { source, mimeType: type, startedAt: new Date(startedAtMs).toISOString() };
    },
    wasUsed: async (url) => wasUsed(await others(), url, entry.row.id),
    isTaken: async (url) => isTaken(await others(), url, entry.row.id),
    isPaused: () => entry.row.uploadPaused,
    spooledBytes: () => entry.row.spooledBytes,
    minted: (uploadUrl, named) => entry.change({ uploadUrl, ...named }),
    metadata: () => {
      const { startedAtMs, mimeType: type } = entry.row;
      return { filename: fileName(startedAtMs, type), filetype: mediaType(type) };
    },
    verify: (digests, signal) => verify(digests, entry, writer, signal),
    save: async ({ protocol, session }) => entry.change({ protocol, session, ackedBytes: session.ackedBytes }),
    note: ({ protocol, session }) => entry.note({ protocol, session, ackedBytes: session.ackedBytes }),
    report: (progress) => {
      if (progress.link.kind !== 'sending' || !isLive(entry.row.state)) priority.release();
      entry.progressed(progress);
    },
    log: (level, message) => entry.log(level, message),
  };
}

async function verify(
  digests: readonly Digest[],
  entry: CatalogEntry,
  writer: SpoolWriter,
  signal: AbortSignal,
): Promise<'agrees' | 'not-compared' | Problem> {
  const verdict = await verifyDigests(digests, writer.crc, writer.spool, signal);
  if (verdict.kind === 'differs') return verdict.problem;
  if (verdict.kind === 'agrees') entry.log('upload', { id: 'upload.checksumAgrees', algorithm: verdict.algorithm });
  return verdict.kind;
}
