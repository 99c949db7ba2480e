import { join } from 'node:path';
import { MIB } from '../../lib/base/byte-units.ts';
import type { BrowserOptions } from '../browser/launch-browser.ts';
import { Reelay } from '../browser/reelay.ts';
import { type CatalogWrites, watchCatalogWrites } from './catalog-writes.ts';
import { median } from './median.ts';
import type { BenchSetting, Table } from './part.ts';
import { type Sink, startSink } from './sink.ts';
import { catalogue, type StoredRecording, storeRecording, untilComplete, untilRecovered } from './stored-recording.ts';

const GIB = 1024 * MIB;
/** Starts differ by a fifth in either direction; this many give medians that are good to a few percent. */
const STARTS = 40;
/** No request is answered before the browser closes again, so every start finds the same recording. */
const UNANSWERED_MS = 5_000;

/** Results for a recording of one length. Times are in milliseconds. */
export interface GrowthRow {
  readonly recordingBytes: number;
  /** The median time from one answer to the next. */
  readonly chunkMs: number;
  /** Bytes of rows written to the catalog meanwhile, per request sent. */
  readonly catalogBytesPerChunk: number;
  /** From the start of the extension to its first request to the server, for each start. */
  readonly recoveryMs: readonly number[];
}

/** The ratio of the time for a chunk of a recording ten times as long to that of the shorter one. */
export interface GrowthResult {
  readonly chunkTimeRatio10xLonger: number;
  readonly recoveryMs1GiB: number;
  readonly recoveryMs10GiB: number;
  readonly rows: readonly GrowthRow[];
}

/**
 * Times starts that find a short or a long recording unfinished, without instrumentation inside; then has both resumed
 * and uploaded, round after round.
 */
export async function measureGrowth(setting: BenchSetting): Promise<GrowthResult> {
  const { quick, progress } = setting;
  const [shortBytes, longBytes] = quick ? [32 * MIB, 320 * MIB] : [GIB, 10 * GIB];
  await using sink = await startSink();
  const recordings = [
    await leaveUnfinished(setting, shortBytes, sink),
    await leaveUnfinished(setting, longBytes, sink),
  ] as const;
  const fared = new Map(recordings.map((recording) => [recording, { sent: [] as Sent[], recoveryMs: [] as number[] }]));
  const named = ({ bytes }: StoredRecording, what: string) => progress(`${bytes / MIB} MiB: ${what}`);
  sink.setLatency(UNANSWERED_MS);
  for (let round = 0; round < (quick ? 1 : STARTS); round += 1) {
    // They take turns, and each goes first equally often.
    for (const [recording, { recoveryMs }] of round % 2 === 0 ? [...fared] : [...fared].reverse()) {
      const tookMs = await startAndAsk(setting, recording, sink);
      recoveryMs.push(tookMs);
      named(recording, `resumed after ${Math.round(tookMs)} ms`);
    }
  }
  sink.setLatency(0);
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    for (const [recording, { sent }] of fared) {
      if (round > 0) await leaveUnfinished(setting, recording.bytes, sink, recording);
      const upload = await resume(setting, recording, sink);
      sent.push(upload);
      named(recording, `${median(upload.chunkMs).toFixed(1)} ms a chunk`);
    }
  }
  const row = (recording: StoredRecording): GrowthRow => {
    const { sent, recoveryMs } = fared.get(recording) ?? { sent: [], recoveryMs: [] };
    return {
      recordingBytes: recording.bytes,
      chunkMs: median(sent.flatMap(({ chunkMs }) => chunkMs)),
      catalogBytesPerChunk: median(sent.map(({ catalog }) => catalog.bytes / Math.max(1, catalog.requests))),
      recoveryMs,
    };
  };
  const rows = [row(recordings[0]), row(recordings[1])] as const;
  return {
    chunkTimeRatio10xLonger: rows[1].chunkMs / rows[0].chunkMs,
    recoveryMs1GiB: median(rows[0].recoveryMs),
    recoveryMs10GiB: median(rows[1].recoveryMs),
    rows,
  };
}

/** The results as a table. */
export function growthTable({ rows, chunkTimeRatio10xLonger }: GrowthResult): Table {
  return {
    title: 'Growth',
    about:
      'An upload in chunks of 8 MiB that resumes after a restart of the browser: the time per chunk, the bytes written to the ' +
      'catalog meanwhile, and the time from the start of the extension to the first request (median of ' +
      `${rows[0]?.recoveryMs.length} starts). With a recording ten times as long, a chunk takes ` +
      `${chunkTimeRatio10xLonger.toFixed(3)} times as long.`,
    columns: ['', 'per chunk', 'catalog per chunk', 'recovery'],
    rows: rows.map(({ recordingBytes, chunkMs, catalogBytesPerChunk, recoveryMs }) => [
      `${recordingBytes / MIB} MiB`,
      `${chunkMs.toFixed(1)} ms`,
      `${catalogBytesPerChunk.toFixed(0)} bytes`,
      `${median(recoveryMs).toFixed(0)} ms`,
    ]),
  };
}

interface Sent {
  readonly chunkMs: readonly number[];
  readonly catalog: CatalogWrites;
}

/** A profile for each, so no start has to deal with another recording. */
function optionsFor({ extensionDirectory, directory }: BenchSetting, bytes: number): BrowserOptions {
  return { extensionDirectory, profileDirectory: join(directory, `growth-${bytes}`) };
}

/** Makes the next start find an unfinished recording of this length: the given one, or a new one. */
async function leaveUnfinished(
  setting: BenchSetting,
  bytes: number,
  sink: Sink,
  stored: StoredRecording | null = null,
): Promise<StoredRecording> {
  await using reelay = await Reelay.launch(optionsFor(setting, bytes));
  const { inspector } = reelay;
  // The extension looks for unfinished recordings when it starts, and mustn't find this one yet.
  await untilRecovered(inspector);
  const recording = stored ?? (await storeRecording(inspector, bytes, null));
  await catalogue(inspector, recording, sink.mint());
  return recording;
}

/** Starts a browser that finds this recording unfinished and lets it finish. */
async function resume(setting: BenchSetting, recording: StoredRecording, sink: Sink): Promise<Sent> {
  const arriving = sink.next(recording.bytes, false);
  await using reelay = await Reelay.launch(optionsFor(setting, recording.bytes));
  const counted = await watchCatalogWrites(reelay.browser);
  const { chunkMs } = await arriving;
  const catalog = await counted();
  await untilComplete(reelay.inspector, recording);
  return { chunkMs, catalog };
}

/** Starts a browser that finds this recording unfinished; resolves to the milliseconds until it asks the server. */
async function startAndAsk(setting: BenchSetting, { bytes }: StoredRecording, sink: Sink): Promise<number> {
  const asking = sink.nextRequest();
  await using reelay = await Reelay.launch(optionsFor(setting, bytes));
  const worker = await reelay.serviceWorker()?.worker();
  const startedAtMs = await worker?.evaluate(() => performance.timeOrigin);
  if (startedAtMs === undefined) throw new Error('There is no service worker.');
  return performance.timeOrigin + (await asking) - startedAtMs;
}
