import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { idsIn, type Message } from '../../../lib/recording/message.ts';
import { nodeTransport, type Sabotage, type WireFault } from '../../support/node-transport.ts';
import { type RealServer, startTus, startUploadx } from '../../support/real-servers.ts';
import { type UploadReport, type UploadTask, uploadRecording } from '../../support/upload-recording.ts';

const CHUNK_BYTES = 256 * 1024;
const LENGTH_BYTES = 5 * CHUNK_BYTES + 123_456;
const CUT = { kind: 'cut', afterBytes: 100_000 } as const;

const SERVERS = [
  { name: '@uploadx/core', start: startUploadx, protocol: 'content-range', live: true },
  { name: '@tus/server', start: () => startTus({ defersLength: true }), protocol: 'tus', live: true },
  {
    name: '@tus/server that wants the length first',
    start: () => startTus({ defersLength: false }),
    protocol: 'tus',
    live: false,
  },
] as const;

describe.each(SERVERS)('$name', ({ start, protocol, live }) => {
  let server: RealServer;

  beforeEach(async () => {
    server = await start();
  });

  afterEach(() => server.stop());

  async function record(
    lengthBytes: number,
    sabotage?: Sabotage,
    sealWhen?: UploadTask['sealWhen'],
  ): Promise<UploadReport> {
    const bytes = new Uint8Array(randomBytes(lengthBytes));
    const url = await server.uploadUrl();
    const transport = nodeTransport(sabotage);
    const more = sealWhen === undefined ? {} : { sealWhen };
    const report = await uploadRecording({ url, bytes, chunkBytes: CHUNK_BYTES, transport, ...more });
    expect(report.end, report.log.join('\n')).toMatchObject({ kind: 'complete' });
    expect(report.open.protocol).toBe(protocol);
    expect(server.hasFinished()).toBe(true);
    expect(sha256(await server.storedBytes())).toBe(sha256(bytes));
    return report;
  }

  test('gets a whole recording, and its last piece names the total', async () => {
    const { log } = await record(LENGTH_BYTES);
    expect(piecesIn(log)).toHaveLength(6);
  });

  test('gets a recording of exactly n chunks', async () => {
    await record(4 * CHUNK_BYTES);
  });

  test('gets a recording shorter than a chunk', async () => {
    await record(1);
  });

  test('continues from where it is after a connection broke in the middle of a chunk', async () => {
    const { log } = await record(LENGTH_BYTES, once(nthPiece(3), CUT));
    expect(piecesIn(log)).toContainEqual([2 * CHUNK_BYTES + CUT.afterBytes, 3 * CHUNK_BYTES + CUT.afterBytes - 1]);
  });

  test('continues from where it is after a connection broke in the middle of the last chunk', async () => {
    const { log } = await record(LENGTH_BYTES, once(nthPiece(6), CUT));
    expect(piecesIn(log)).toContainEqual([5 * CHUNK_BYTES + CUT.afterBytes, LENGTH_BYTES - 1]);
  });

  test('does not get a chunk twice when the answer to it was lost', async () => {
    const { log } = await record(LENGTH_BYTES, once(nthPiece(2), { kind: 'lose-answer' }));
    expect(piecesIn(log)).toHaveLength(6);
    expect(log.flatMap(idsIn)).toContain('upload.retryIn');
  });

  test('is known to be complete when the last answer was lost', async () => {
    const { log } = await record(LENGTH_BYTES, once(nthPiece(6), { kind: 'lose-answer' }));
    expect(piecesIn(log)).toHaveLength(6);
    expect(log.flatMap(idsIn)).toContain('upload.retryIn');
  });

  test('continues after it was restarted', async () => {
    const third = nthPiece(3);
    let restarted = false;
    await record(LENGTH_BYTES, async (request) => {
      if (!third(request)) return null;
      restarted = true;
      await server.restart();
      return null;
    });
    expect(restarted).toBe(true);
  });

  test('continues after it was killed in the middle of a chunk', async () => {
    const kill = { kind: 'meanwhile', afterBytes: 100_000, act: () => server.restart() } as const;
    const { log } = await record(LENGTH_BYTES, once(nthPiece(3), kill));
    expect(log.flatMap(idsIn)).toContain('upload.retryIn');
  });

  test(live ? 'gets bytes before the recording ends' : 'gets nothing before the recording ends', async () => {
    let pieces = 0;
    let piecesBeforeEnd: number | null = null;
    const count: Sabotage = ({ body }) => {
      if (body !== null) pieces += 1;
      return null;
    };
    await record(LENGTH_BYTES, count, ({ link, ackedBytes }) => {
      const mayEnd = live ? ackedBytes === 5 * CHUNK_BYTES : link.kind === 'after-stop';
      if (mayEnd) piecesBeforeEnd ??= pieces;
      return mayEnd;
    });
    expect(piecesBeforeEnd).toBe(live ? 5 : 0);
  });
});

type Choice = (request: Parameters<Sabotage>[0]) => boolean;

/** Chooses the request that carries the nth piece (from 1), sent the first time. */
function nthPiece(n: number): Choice {
  let pieces = 0;
  return ({ body }) => {
    if (body !== null) pieces += 1;
    return body !== null && pieces === n;
  };
}

function once(choose: Choice, fault: WireFault): Sabotage {
  return (request) => (choose(request) ? fault : null);
}

/** The first and last byte of each piece that was sent. */
function piecesIn(log: readonly Message[]): number[][] {
  return log.flatMap((message) =>
    'firstByte' in message && 'lastByte' in message ? [[message.firstByte, message.lastByte]] : [],
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
