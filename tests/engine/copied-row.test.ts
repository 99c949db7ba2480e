import { describe, expect, test } from 'vitest';
import { repairCatalog } from '../../lib/control/storage/repair-catalog.ts';
import type { RecordingEngine } from '../../lib/engine/recording-engine.ts';
import { restore } from '../../lib/spool/repair.ts';
import { isReadable, type RecordingRow, readRow } from '../../lib/spool/row.ts';
import { rowIn } from '../../lib/spool/row-copy.ts';
import { EngineBench, goodServer, SETTINGS, slice, UNIT, urlOf } from '../support/engine-bench.ts';
import { copyIn } from '../support/engine-ports.ts';

/** The copy as another process finds it. */
function copied(bench: EngineBench, id = 'a'): RecordingRow {
  const row = readRow(rowIn(bench.disk(id).row.bytes));
  if (!isReadable(row)) throw new Error('There is no copy.');
  return row;
}

/** The machine dies, and the browser finds its database damaged: the list is empty, until it is rebuilt. */
function loseList(bench: EngineBench): void {
  bench.crash();
  bench.catalog.rows.clear();
  const file = { wholeBytes: bench.disk('a').media.bytes.length, writtenAtMs: 0, mimeType: 'video/webm' };
  const what = restore(copied(bench), file, bench.clock.now());
  if (what.kind === 'put') bench.catalog.rows.set('a', what.row);
}

describe('the copy of a row beside the file', () => {
  test('takes a recording that was interrupted where it was going', async () => {
    const bench = new EngineBench(goodServer());
    const engine = bench.engine();
    const startedAtMs = bench.clock.now();
    const target = { uploadUrl: urlOf(1) };
    await engine.create({ id: 'a', source: 'tab', title: 'A talk', startedAtMs, target }, SETTINGS);
    await engine.started('video/webm', startedAtMs);
    await engine.setMarkers([7]);
    await engine.append(slice(3 * UNIT));
    await bench.settle();
    const { server } = bench;
    loseList(bench);
    bench.server = server;
    await bench.recovered('a');
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', title: 'A talk', markersMs: [7] });
    expect(bench.lines.filter((line) => line.startsWith('PUT 1 bytes 0-'))).toHaveLength(1);
  });

  test('has no secret of what is complete', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(9));
    await bench.settle();
    expect(JSON.stringify(copied(bench))).toContain('SECRET');
    await engine.seal(0, null);
    await bench.settle();
    expect(copied(bench)).toMatchObject({ state: 'complete' });
    expect(new TextDecoder().decode(bench.disk('a').row.bytes)).not.toContain('SECRET');
  });

  test('a cancelled upload isn’t taken up again', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    await engine.append(slice(9));
    await engine.seal(0, null);
    await engine.cancelUpload();
    await bench.settle();
    const cancelled = bench.catalog.rows.get('a');
    loseList(bench);
    expect(bench.catalog.rows.get('a')).toEqual(cancelled);
    expect(new TextDecoder().decode(bench.disk('a').row.bytes)).not.toContain('SECRET');
  });

  /** The machine dies while the list could not be written. */
  async function repaired(bench: EngineBench): Promise<void> {
    await bench.settle();
    bench.crash();
    bench.catalog.broken = false;
    const { media, row } = bench.disk('a');
    await repairCatalog({
      catalog: bench.catalog,
      recordingsOnDisk: async () => ['a'],
      findFile: async () => ({ wholeBytes: media.bytes.length, writtenAtMs: 0, mimeType: 'video/webm' }),
      findRowCopy: async () => copyIn(row),
      deleteRowCopy: async () => row.truncate(0),
      takeLock: async () => ({ release: () => undefined }),
      deleteFiles: () => Promise.reject(new Error('There is a recording.')),
      nowMs: () => bench.clock.now(),
      note: () => undefined,
    });
  }

  /** Only the engine: nobody compares anything. */
  async function died(bench: EngineBench): Promise<void> {
    await bench.settle();
    bench.crash();
  }

  describe.each([
    ['the browser is killed', repaired],
    ['its engine dies', died],
  ])('knows what the list did not take when %s', (_what, dies) => {
    /** Sealed and on its way to a server that takes nothing, on a disk whose list takes nothing more, with a clock that has gone back. */
    async function onFullDisk() {
      const bench = new EngineBench(() => 'pending');
      const engine = await bench.recording('a');
      await engine.append(slice(9));
      await engine.seal(0, null);
      await bench.settle();
      bench.catalog.broken = true;
      bench.clock.jump(-3_600_000);
      return { bench, engine };
    }

    const cancelled = { state: 'blocked', problem: { id: 'problem.cancelledHere' } };
    const paused = { state: 'finishing', link: { kind: 'paused' } };
    test.each([
      ['a cancelled upload', (engine: RecordingEngine) => engine.cancelUpload(), cancelled],
      ['a paused upload', (engine: RecordingEngine) => engine.pauseUpload(), paused],
    ])('%s', async (_order, ordered, expected) => {
      const { bench, engine } = await onFullDisk();
      await ordered(engine);
      await dies(bench);
      bench.catalog.broken = false;
      const sentBefore = bench.lines.length;
      await bench.recovered('a');
      expect(bench.snapshot('a')).toMatchObject(expected);
      expect(bench.lines).toHaveLength(sentBefore);
    });

    test('a new URL', async () => {
      const { bench, engine } = await onFullDisk();
      await engine.useNewUrl({ uploadUrl: urlOf(2) });
      await dies(bench);
      bench.catalog.broken = false;
      const sentBefore = bench.lines.length;
      bench.server = goodServer();
      await bench.recovered('a');
      expect(bench.snapshot('a')).toMatchObject({ state: 'complete' });
      expect(bench.lines.slice(sentBefore).filter((line) => !line.startsWith('PUT 2 '))).toEqual([]);
    });
  });

  test('is not believed where the list knows more', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    await engine.append(slice(9));
    const stale = bench.disk('a').row.bytes;
    await engine.seal(0, null);
    bench.clock.jump(-3_600_000);
    await engine.cancelUpload();
    await bench.settle();
    const cancelled = bench.catalog.rows.get('a');
    // As if it had been written no more.
    bench.disk('a').row.write(stale, { at: 0 });
    await repaired(bench);
    expect(bench.catalog.rows.get('a')).toEqual(cancelled);
  });

  test('isn’t written for every bit of progress', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(2 * UNIT));
    await bench.settle();
    const { row } = bench.disk('a');
    const before = row.bytes;
    await engine.append(slice(20 * UNIT));
    await bench.settle();
    await bench.clock.advance(10_000);
    await engine.tick();
    expect(bench.catalog.rows.get('a')).toMatchObject({ ackedBytes: 21 * UNIT });
    expect(row.bytes).toEqual(before);
  });

  test.each([
    ['doesn’t open', () => Promise.reject(new Error('The disk is full.'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ])('that %s holds up nothing', async (_what, openRowCopy) => {
    const bench = new EngineBench(goodServer());
    bench.openRowCopy = openRowCopy;
    const startedAtMs = bench.clock.now();
    const engine = await bench.recording('a');
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete' });
    expect(bench.clock.now()).toBe(startedAtMs);
  });

  test('that finds the disk full is written with what was held there', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    const { row } = bench.disk('a');
    row.freeBytes = 0;
    bench.makeRoom = () => {
      row.freeBytes = Number.POSITIVE_INFINITY;
      return true;
    };
    await engine.setMarkers([7]);
    await bench.settle();
    expect(copied(bench)).toMatchObject({ markersMs: [7] });
  });

  test('is let go before the files are deleted, also if it opens late', async () => {
    const bench = new EngineBench();
    const opened = Promise.withResolvers<void>();
    const open = bench.openRowCopy.bind(bench);
    bench.openRowCopy = async (id) => {
      const copy = await open(id);
      await opened.promise;
      return copy;
    };
    const engine = await bench.recording('a');
    const { row } = bench.disk('a');
    await engine.discard();
    expect(row.closed).toBe(false);
    opened.resolve();
    await bench.settle();
    expect(row.closed).toBe(true);
  });
});
