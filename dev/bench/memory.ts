import { join } from 'node:path';
import { MIB } from '../../lib/base/byte-units.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { Reelay } from '../browser/reelay.ts';
import type { BenchSetting, Table } from './part.ts';
import type { PeerOrder } from './peer-orders.ts';
import { type Peak, peakDuring, renderersOf, untilAtRest } from './process-memory.ts';
import { type Sink, startSink } from './sink.ts';
import { catalogue, command, storeRecording, untilComplete, untilRecovered } from './stored-recording.ts';

const GIB = 1024 * MIB;
const WAYS = ['Reelay', 'bare XHR', '@mux/upchunk', 'growing Blob'] as const;
type Way = (typeof WAYS)[number];
const { chunkBytes: CHUNK_BYTES } = DEFAULT_SETTINGS;
/** About half a second at 5 Mbit/s. */
const SLICE_BYTES = (5 * MIB) / 16;

/** What one upload needed, in bytes. */
export interface MemoryRow {
  readonly way: Way;
  readonly recordingBytes: number;
  /** For the process that uploads: before, and at its peak. */
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly peakOverIdleBytes: number;
  /** The JavaScript heap of Reelay's worker after the upload, including its buffers; null for the others. */
  readonly workerHeapBytes: number | null;
}

/** The worst of Reelay's recordings, and how much more a longer one needs. */
export interface MemoryResult {
  readonly peakOverIdleBytes: number;
  readonly slopeBytesPerGiB: number;
  readonly rows: readonly MemoryRow[];
}

/** Uploads recordings of several lengths, each in its own browser, and watches the process that does it. */
export async function measureMemory(setting: BenchSetting): Promise<MemoryResult> {
  const lengths = setting.quick ? [32 * MIB, 64 * MIB] : [256 * MIB, GIB, 4 * GIB];
  // Blobs of gigabytes live on disk and are copied there, so one length is enough.
  const longestBlob = setting.quick ? 32 * MIB : GIB;
  // In a quick round, the drain part shows that the other two run.
  const ways = setting.quick ? (['Reelay', 'growing Blob'] as const) : WAYS;
  const rows: MemoryRow[] = [];
  await using sink = await startSink();
  for (const recordingBytes of lengths) {
    for (const way of ways) {
      if (way === 'growing Blob' && recordingBytes > longestBlob) continue;
      const mib = (bytes: number) => (bytes / MIB).toFixed(1);
      const row = await measureOne(way, recordingBytes, sink, setting).catch((error: unknown) => {
        // Another uploader's failure is a result, too.
        if (way === 'Reelay') throw error;
        setting.progress(`${way}, ${mib(recordingBytes)} MiB: it failed: ${String(error)}`);
        return null;
      });
      if (row === null) continue;
      rows.push(row);
      setting.progress(`${way}, ${mib(recordingBytes)} MiB: ${mib(row.peakOverIdleBytes)} MiB over idle`);
    }
  }
  const ours = rows.filter(({ way }) => way === 'Reelay');
  return {
    peakOverIdleBytes: Math.max(...ours.map(({ peakOverIdleBytes }) => peakOverIdleBytes)),
    slopeBytesPerGiB: slopeOf(
      ours.map(({ recordingBytes, peakOverIdleBytes }) => [recordingBytes / GIB, peakOverIdleBytes]),
    ),
    rows,
  };
}

/** The results as a table. */
export function memoryTable({ rows, peakOverIdleBytes, slopeBytesPerGiB }: MemoryResult): Table {
  const lengths = [...new Set(rows.map(({ recordingBytes }) => recordingBytes))];
  const cell = (way: Way, length: number) => {
    const row = rows.find((each) => each.way === way && each.recordingBytes === length);
    return row === undefined ? 'no result' : `${(row.peakOverIdleBytes / MIB).toFixed(1)} MiB`;
  };
  return {
    title: 'Memory',
    about:
      'Peak resident memory of the uploading process over its idle memory, while a recording is uploaded as fast as the ' +
      `server accepts it. Reelay needs at most ${(peakOverIdleBytes / MIB).toFixed(1)} MiB, growing by ` +
      `${(slopeBytesPerGiB / MIB).toFixed(2)} MiB per GiB. A growing Blob is held by the browser's own process and its disk.`,
    columns: ['', ...lengths.map((bytes) => `${bytes / MIB} MiB`)],
    rows: WAYS.map((way) => [way, ...lengths.map((length) => cell(way, length))]),
  };
}

async function measureOne(
  way: Way,
  recordingBytes: number,
  sink: Sink,
  { extensionDirectory, directory }: BenchSetting,
): Promise<MemoryRow> {
  const profileDirectory = join(directory, `memory-${way.replace(/\W/g, '-')}-${recordingBytes}`);
  await using reelay = await Reelay.launch({ extensionDirectory, profileDirectory });
  const url = sink.mint();
  if (way !== 'Reelay') {
    const peak = await measurePeer(way, recordingBytes, reelay, sink, url);
    return { way, recordingBytes, ...peak, peakOverIdleBytes: peak.peakBytes - peak.idleBytes, workerHeapBytes: null };
  }
  const { inspector, browser } = reelay;
  // If it were found unfinished at the start, it would be sent at once, leaving nothing to measure.
  await untilRecovered(inspector);
  const recording = await storeRecording(inspector, recordingBytes, `${sink.origin}/content/${recordingBytes}`);
  await catalogue(inspector, recording, url);
  // Idle means an open, paused upload, after the memory it took to put the recording there has been freed.
  await command(inspector, 'pause-upload', recording);
  await collectGarbage(reelay);
  const processes = renderersOf(browser, 'extension');
  await untilAtRest(processes);
  let workerHeapBytes: number | null = null;
  const arriving = sink.next(recordingBytes, false);
  const peak = await peakDuring(processes, async () => {
    await command(inspector, 'resume-upload', recording);
    await arriving;
    await untilComplete(inspector, recording);
    workerHeapBytes = await heapOfEngine(reelay);
  });
  return { way, recordingBytes, ...peak, peakOverIdleBytes: peak.peakBytes - peak.idleBytes, workerHeapBytes };
}

async function measurePeer(
  way: Exclude<Way, 'Reelay'>,
  totalBytes: number,
  { browser, inspector }: Reelay,
  { peers, peerOrigin }: Sink,
  url: string,
): Promise<Peak> {
  await peers.open(inspector, peerOrigin);
  const chunkBytes = CHUNK_BYTES;
  if (way === '@mux/upchunk') await peers.order({ kind: 'store', contentUrl: `/content/${totalBytes}` });
  else await peers.order({ kind: 'store', contentUrl: '/content/0' });
  const processes = renderersOf(browser, 'page');
  await untilAtRest(processes);
  return await peakDuring(processes, () => peers.order(orderFor(way, { url, chunkBytes, totalBytes })));
}

function orderFor(
  way: Exclude<Way, 'Reelay'>,
  upload: { readonly url: string; readonly chunkBytes: number; readonly totalBytes: number },
): PeerOrder {
  switch (way) {
    case 'bare XHR':
      return { kind: way, ...upload, from: 'memory' };
    case '@mux/upchunk':
      return { kind: way, ...upload };
    case 'growing Blob':
      return { kind: way, ...upload, sliceBytes: SLICE_BYTES };
    default:
      throw new Error(`There is no way ${way satisfies never}.`);
  }
}

async function collectGarbage({ inspector }: Reelay): Promise<void> {
  const session = await inspector.page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
}

async function heapOfEngine({ browser }: Reelay): Promise<number | null> {
  const engine = browser.targets().find((target) => target.url().includes('/engine-worker'));
  if (engine === undefined) return null;
  const session = await engine.createCDPSession();
  const usage = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** The slope of the line that best fits the points. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const covariance = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  return covariance / mean(points.map(([x]) => (x - meanX) ** 2));
}
