import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MIB } from '../../lib/base/byte-units.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { Reelay } from '../browser/reelay.ts';
import { contentSha256 } from './content.ts';
import { median } from './median.ts';
import type { BenchSetting, Table } from './part.ts';
import { type Sink, type SunkUpload, startSink } from './sink.ts';
import {
  catalogue,
  command,
  type StoredRecording,
  storeRecording,
  untilComplete,
  untilRecovered,
} from './stored-recording.ts';

/**
 * The uploaders. The bare loops are the limits: one for bytes already in memory, one for bytes the browser reads from a
 * file. The last is tus-js-client with its defaults: everything in one request.
 */
const WAYS = [
  'bare XHR',
  'bare XHR of a file',
  'Reelay',
  '@mux/upchunk',
  'Reelay, tus',
  'tus-js-client',
  'tus-js-client, one request',
] as const;
type Way = (typeof WAYS)[number];

const { chunkBytes: CHUNK_BYTES } = DEFAULT_SETTINGS;
/** Lets the browser free what the previous uploader left behind. */
const PAUSE_MS = 1_000;

/** How fast one uploader was at one latency. */
export interface DrainRow {
  readonly latencyMs: number;
  readonly way: Way;
  readonly bytes: number;
  /** From the first request with bytes to the answer to the last, for each round. */
  readonly tookMs: readonly number[];
  readonly medianMs: number;
  readonly mibPerSecond: number;
}

/** Speed ratios, each the lowest over all latencies; above one, Reelay is faster. */
export interface DrainResult {
  readonly ratioToBareXhr: number;
  readonly ratioToBareXhrOfFile: number;
  readonly ratioToBestPeer: number;
  readonly tusRatioToTusJs: number;
  readonly rows: readonly DrainRow[];
}

/** Uploads one recording with every uploader, round after round. @throws Error when one didn't arrive intact. */
export async function measureDrain({
  extensionDirectory,
  directory,
  quick,
  progress,
}: BenchSetting): Promise<DrainResult> {
  const totalBytes = quick ? 64 * MIB : 1024 * MIB;
  const rounds = quick ? 1 : WAYS.length - 1;
  const latencies = quick ? [0] : [0, 20, 100];
  await using sink = await startSink();
  await using reelay = await Reelay.launch({ extensionDirectory, profileDirectory: join(directory, 'drain') });
  const course = await layCourse(reelay, sink, totalBytes);
  if (!quick) {
    for (const way of WAYS) await course.run(way, true);
    progress('Every way was seen to deliver what it was given.');
  }
  const rows: DrainRow[] = [];
  for (const latencyMs of latencies) {
    sink.setLatency(latencyMs);
    const took = new Map<Way, number[]>(WAYS.map((way) => [way, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const way of orderOf(round)) {
        await delay(quick ? 0 : PAUSE_MS);
        const { tookMs } = await course.run(way, quick);
        took.get(way)?.push(tookMs);
      }
      const line = WAYS.map((way) => `${way} ${Math.round(took.get(way)?.at(-1) ?? 0)} ms`).join(', ');
      progress(`${latencyMs} ms, round ${round + 1}: ${line}`);
    }
    for (const [way, tookMs] of took) {
      const medianMs = median(tookMs);
      rows.push({
        latencyMs,
        way,
        bytes: totalBytes,
        tookMs,
        medianMs,
        mibPerSecond: totalBytes / MIB / (medianMs / 1_000),
      });
    }
  }
  return { ...ratiosOf(rows), rows };
}

/**
 * Each round steps through the uploaders with a different stride. Their number is prime, so over all strides each one
 * follows every other once: what one leaves behind, such as memory being freed, doesn't burden the same one each time.
 */
function orderOf(round: number): readonly Way[] {
  const stride = 1 + (round % (WAYS.length - 1));
  return WAYS.map((_, turn) => WAYS[(round + turn * stride) % WAYS.length] ?? 'Reelay');
}

/** The results as a table. */
export function drainTable(result: DrainResult): Table {
  const { rows, ratioToBareXhr, ratioToBareXhrOfFile, ratioToBestPeer, tusRatioToTusJs } = result;
  const latencies = [...new Set(rows.map(({ latencyMs }) => latencyMs))];
  const cell = (way: Way, latencyMs: number): string => {
    const row = rows.find((each) => each.way === way && each.latencyMs === latencyMs);
    return row === undefined ? '' : `${row.mibPerSecond.toFixed(0)} MiB/s`;
  };
  const mib = (rows[0]?.bytes ?? 0) / MIB;
  return {
    title: 'Drain',
    about:
      `A recording of ${mib} MiB, uploaded as fast as the server accepts it, in chunks of ${CHUNK_BYTES / MIB} MiB; medians of ` +
      `${rows[0]?.tookMs.length} interleaved rounds. Reelay's speed at the latency where it does worst: ` +
      `${ratioToBareXhr.toFixed(3)} times bare XHR, ${ratioToBareXhrOfFile.toFixed(3)} times bare XHR of a file, ` +
      `${ratioToBestPeer.toFixed(3)} times the best peer; over tus ${tusRatioToTusJs.toFixed(3)} times tus-js-client.`,
    columns: ['', ...latencies.map((ms) => `${ms} ms latency`)],
    rows: WAYS.map((way) => [way, ...latencies.map((ms) => cell(way, ms))]),
  };
}

function ratiosOf(rows: readonly DrainRow[]): Omit<DrainResult, 'rows'> {
  const latencies = [...new Set(rows.map(({ latencyMs }) => latencyMs))];
  const timesOf = (way: Way, latencyMs: number) =>
    rows.find((row) => row.way === way && row.latencyMs === latencyMs)?.tookMs ?? [];
  // Compared round by round: what slows a round down slows both.
  const faster = (ours: Way, theirs: Way, latencyMs: number) => {
    const our = timesOf(ours, latencyMs);
    return median(timesOf(theirs, latencyMs).map((ms, round) => ms / (our[round] ?? ms)));
  };
  const worst = (ratio: (latencyMs: number) => number) => Math.min(...latencies.map(ratio));
  return {
    ratioToBareXhr: worst((ms) => faster('Reelay', 'bare XHR', ms)),
    ratioToBareXhrOfFile: worst((ms) => faster('Reelay', 'bare XHR of a file', ms)),
    ratioToBestPeer: worst((ms) =>
      Math.min(faster('Reelay', '@mux/upchunk', ms), faster('Reelay', 'tus-js-client', ms)),
    ),
    tusRatioToTusJs: worst((ms) => faster('Reelay, tus', 'tus-js-client', ms)),
  };
}

interface Course {
  /** @throws Error when what arrived isn't what should have been sent. Bytes are compared only if they're hashed. */
  run(way: Way, hashes: boolean): Promise<SunkUpload>;
}

async function layCourse(reelay: Reelay, sink: Sink, totalBytes: number): Promise<Course> {
  const contentUrl = `/content/${totalBytes}`;
  await untilRecovered(reelay.inspector);
  const recording = await storeRecording(reelay.inspector, totalBytes, `${sink.origin}${contentUrl}`);
  await sink.peers.open(reelay.inspector, sink.peerOrigin);
  await sink.peers.order({ kind: 'store', contentUrl });
  const sha256 = contentSha256(totalBytes);
  return {
    run: async (way, hashes) => {
      const arriving = sink.next(totalBytes, hashes);
      const [arrived] = await Promise.all([arriving, startUpload(way, { reelay, sink, recording })]);
      // Not earlier: each look opens the catalog, a cost the other uploaders don't have while they send.
      if (isOurs(way)) await untilComplete(reelay.inspector, recording);
      if (arrived.bytes !== totalBytes) throw new Error(`${way} sent ${arrived.bytes} bytes instead of ${totalBytes}.`);
      // The bare loop sends the same chunk over and over.
      const isAsGiven = !hashes || way === 'bare XHR' || arrived.sha256 === sha256;
      if (!isAsGiven) throw new Error(`${way} did not send what it was given.`);
      return arrived;
    },
  };
}

function isOurs(way: Way): boolean {
  return way === 'Reelay' || way === 'Reelay, tus';
}

interface Place {
  readonly reelay: Reelay;
  readonly sink: Sink;
  readonly recording: StoredRecording;
}

async function startUpload(way: Way, { reelay, sink, recording }: Place): Promise<void> {
  const { bytes: totalBytes } = recording;
  switch (way) {
    case 'bare XHR':
      return sink.peers.order({ kind: way, url: sink.mint(), chunkBytes: CHUNK_BYTES, totalBytes, from: 'memory' });
    case 'bare XHR of a file':
      return sink.peers.order({
        kind: 'bare XHR',
        url: sink.mint(),
        chunkBytes: CHUNK_BYTES,
        totalBytes,
        from: 'file',
      });
    case '@mux/upchunk':
      return sink.peers.order({ kind: way, url: sink.mint(), chunkBytes: CHUNK_BYTES });
    case 'tus-js-client':
      return sink.peers.order({ kind: way, url: sink.tusUrl, chunkBytes: CHUNK_BYTES });
    case 'tus-js-client, one request':
      return sink.peers.order({ kind: 'tus-js-client', url: sink.tusUrl, chunkBytes: null });
    case 'Reelay':
    case 'Reelay, tus':
      await catalogue(reelay.inspector, recording, way === 'Reelay' ? sink.mint() : sink.tusUrl);
      await command(reelay.inspector, 'retry-now', recording);
      return;
    default:
      throw new Error(`There is no way ${way satisfies never}.`);
  }
}
