import { describe, expect, it } from 'vitest';
import { type TakeUpPorts, takeUpUnfinished } from '../../entrypoints/background/recovery.ts';
import { blankRow, type RecordingRow } from '../../lib/spool/row.ts';
import { MemoryArea } from '../relay/memory-area.ts';

function row(id: string, changes: Partial<RecordingRow>): RecordingRow {
  return { ...blankRow(id, 0), ...changes };
}

function world(rows: RecordingRow[], changes: Partial<TakeUpPorts> = {}) {
  const calls: string[] = [];
  const ids = (of: readonly RecordingRow[]) => of.map(({ id }) => id).join(' ');
  const ports: TakeUpPorts = {
    area: new MemoryArea(),
    repair: async () => void calls.push('repair'),
    rows: async () => rows.map((each) => ({ ...each })),
    takeUp: async (id) => {
      calls.push(`take up ${id}`);
      const taken = rows.find((each) => each.id === id);
      if (taken?.sealedBytes === null) Object.assign(taken, { sealedBytes: 10, state: 'finishing' });
    },
    showWaiting: async (waiting) => void calls.push(`show ${ids(waiting)}`),
    announce: async (taken) => void calls.push(`announce ${ids(taken)}`),
    onProblem: (id, error) => void calls.push(`problem ${id} ${String(error)}`),
    ...changes,
  };
  return { ports, calls };
}

describe('takeUpUnfinished', () => {
  it('repairs first, shows what waits for the person, takes up the rest, and announces what was interrupted', async () => {
    const { ports, calls } = world([
      row('live', { state: 'recording' }),
      row('uploading', { state: 'finishing', sealedBytes: 5 }),
      row('waiting', { state: 'blocked', sealedBytes: 5 }),
      row('done', { state: 'complete', sealedBytes: 5 }),
      row('nothing', { state: 'failed' }),
    ]);
    await takeUpUnfinished(ports, false);
    expect(calls).toEqual(['repair', 'show waiting', 'take up live', 'take up uploading', 'announce live']);
  });

  it('does so once in a browser session, and again when something was lost', async () => {
    const { ports, calls } = world([row('a', { state: 'finishing', sealedBytes: 5 })]);
    await takeUpUnfinished(ports, false);
    await takeUpUnfinished(ports, false);
    expect(calls.filter((call) => call === 'take up a')).toHaveLength(1);
    await takeUpUnfinished(ports, true);
    expect(calls.filter((call) => call === 'take up a')).toHaveLength(2);
  });

  it('announces nothing that somebody else has open, or of which nothing was on disk', async () => {
    const rows = [row('open', { state: 'recording' }), row('empty', { state: 'preparing' })];
    const { ports, calls } = world(rows, {
      takeUp: async (id) => {
        if (id === 'open') throw new Error('This recording is in use.');
        Object.assign(rows[1] ?? {}, { state: 'failed' });
      },
    });
    await takeUpUnfinished(ports, false);
    expect(calls).toEqual(['repair', 'show ', 'problem open Error: This recording is in use.']);
  });

  it('is not done before all was taken up: the next try takes up what is left', async () => {
    let isBusy = true;
    const { ports, calls } = world([row('a', { state: 'finishing', sealedBytes: 5 })], {
      takeUp: async () => {
        if (isBusy) throw new Error('not yet');
        calls.push('take up a');
      },
    });
    expect(await takeUpUnfinished(ports, false)).toBe(false);
    isBusy = false;
    expect(await takeUpUnfinished(ports, false)).toBe(true);
    expect(await takeUpUnfinished(ports, false)).toBe(true);
    expect(calls.filter((call) => call === 'take up a')).toHaveLength(1);
  });

  it('takes up what it can when the repair fails', async () => {
    const { ports, calls } = world([row('a', { state: 'finishing', sealedBytes: 5 })], {
      repair: async () => {
        throw new Error('no disk');
      },
    });
    await takeUpUnfinished(ports, false);
    expect(calls).toEqual(['problem null Error: no disk', 'show ', 'take up a']);
  });
});
