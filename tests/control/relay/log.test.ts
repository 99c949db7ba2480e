import { describe, expect, it } from 'vitest';
import { LOG_LIMIT, openLog } from '../../../lib/control/relay/log.ts';
import type { LogEntry } from '../../../lib/recording/log-entry.ts';
import { MemoryArea } from '../../support/memory-area.ts';
import { text } from '../../support/text.ts';

const asIs = (words: string) => words;
const entry = (number: number, words = `line ${number}`): LogEntry => ({
  atMs: number,
  level: 'info',
  message: text(words),
  recordingId: null,
});

async function filled(area: MemoryArea, count: number) {
  const log = await openLog(area, asIs);
  for (let number = 0; number < count; number++) await log.add([entry(number)]).kept;
  return log;
}

describe('openLog', () => {
  it('gives a new service worker what the last one kept, in order', async () => {
    const area = new MemoryArea();
    const log = await filled(area, 120);
    expect((await openLog(area, asIs)).entries()).toEqual(log.entries());
    expect(log.entries().map(({ atMs }) => atMs)).toEqual(Array.from({ length: 120 }, (_, index) => index));
  });

  it('continues where the last service worker ended', async () => {
    const area = new MemoryArea();
    await filled(area, 55);
    const again = await openLog(area, asIs);
    await again.add([entry(55)]).kept;
    expect((await openLog(area, asIs)).entries().at(-1)).toEqual(entry(55));
    expect((await openLog(area, asIs)).entries()).toHaveLength(56);
  });

  it('never holds more than its limit, in memory or stored, and keeps the newest', async () => {
    const area = new MemoryArea();
    const log = await filled(area, LOG_LIMIT + 321);
    const stored = (await openLog(area, asIs)).entries();
    expect(log.entries().length).toBeLessThanOrEqual(LOG_LIMIT);
    expect(log.entries().length).toBeGreaterThan(LOG_LIMIT - 100);
    expect(stored).toEqual(log.entries());
    expect(stored.at(-1)?.atMs).toBe(LOG_LIMIT + 320);
  });

  it('takes more entries at once than it may hold', async () => {
    const area = new MemoryArea();
    const log = await openLog(area, asIs);
    await log.add(Array.from({ length: 2_500 }, (_, number) => entry(number))).kept;
    expect(log.entries().length).toBeLessThanOrEqual(LOG_LIMIT);
    expect((await openLog(area, asIs)).entries()).toEqual(log.entries());
    expect(log.entries().at(-1)?.atMs).toBe(2_499);
  });

  it('rewrites little to add one entry', async () => {
    const area = new MemoryArea();
    const log = await filled(area, 990);
    area.writtenEntries = 0;
    await log.add([entry(990)]).kept;
    expect(area.writtenEntries).toBeLessThanOrEqual(50);
  });

  it('redacts before it keeps or shows anything', async () => {
    const area = new MemoryArea();
    const log = await openLog(area, (words) => words.replaceAll('secret', '…'));
    const { added, kept } = log.add([entry(1, 'to secret')]);
    await kept;
    expect(added[0]?.message).toEqual(text('to …'));
    expect(JSON.stringify([...area.stored])).not.toContain('secret');
  });

  it('shows an entry at once, so that a page that connects meanwhile gets it exactly once', async () => {
    const log = await openLog(new MemoryArea(), asIs);
    const { kept } = log.add([entry(1)]);
    expect(log.entries()).toHaveLength(1);
    await kept;
  });

  it('passes over what another version left', async () => {
    const area = new MemoryArea();
    await area.set({ 'log/0': [{ nonsense: true }, entry(7)], 'log/x': [entry(8)], other: 1 });
    expect((await openLog(area, asIs)).entries()).toEqual([entry(7)]);
  });
});
