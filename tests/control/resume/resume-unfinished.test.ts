import { describe, expect, it } from 'vitest';
import { createResume } from '../../../lib/control/resume/resume-recording.ts';
import { resumeUnfinished, type UnfinishedPorts } from '../../../lib/control/resume/resume-unfinished.ts';
import { blankRow, type RecordingRow } from '../../../lib/spool/row.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function row(id: string, changes: Partial<RecordingRow>): RecordingRow {
  return { ...blankRow(id, 0), ...changes };
}

const UPLOADING = { state: 'finishing', sealedBytes: 5 } as const;

function world(rows: RecordingRow[], changes: Partial<UnfinishedPorts> = {}) {
  const calls: string[] = [];
  const ids = (of: readonly RecordingRow[]) => of.map(({ id }) => id).join(' ');
  const ports: UnfinishedPorts = {
    repair: async () => void calls.push('repair'),
    rows: async () => rows.map((each) => ({ ...each })),
    resume: async (id) => {
      calls.push(`resume ${id}`);
      const taken = rows.find((each) => each.id === id);
      if (taken?.sealedBytes === null) Object.assign(taken, { sealedBytes: 10, state: 'finishing' });
    },
    isBeingMade: () => false,
    showWaiting: async (waiting) => void calls.push(`show ${ids(waiting)}`),
    announce: async (taken) => void calls.push(`announce ${ids(taken)}`),
    clock: new FakeClock(),
    onProblem: (id, error) => void calls.push(`problem ${id} ${String(error)}`),
    ...changes,
  };
  return { ports, calls };
}

const broken = (sentence: string) => async (): Promise<never> => {
  throw new Error(sentence);
};

describe('resumeUnfinished', () => {
  it('repairs first, resumes what can continue, shows what waits for you, and announces what was interrupted', async () => {
    const { ports, calls } = world([
      row('live', { state: 'recording' }),
      row('uploading', UPLOADING),
      row('waiting', { state: 'blocked', sealedBytes: 5 }),
      row('done', { state: 'complete', sealedBytes: 5 }),
      row('nothing', { state: 'failed' }),
    ]);
    expect(await resumeUnfinished(ports)).toBe(true);
    expect(calls).toEqual(['repair', 'resume live', 'resume uploading', 'show waiting', 'announce live']);
  });

  it('announces nothing that is open elsewhere or had no byte on disk', async () => {
    const rows = [row('open', { state: 'recording' }), row('empty', { state: 'preparing' })];
    const { ports, calls } = world(rows, {
      resume: async (id) => {
        if (id === 'open') throw new Error('This recording is in use.');
        Object.assign(rows[1] ?? {}, { state: 'failed' });
      },
    });
    expect(await resumeUnfinished(ports)).toBe(false);
    expect(calls).toEqual(['repair', 'show ', 'problem open Error: This recording is in use.']);
  });

  it('doesn’t call a live recording interrupted that was stopped in the meantime', async () => {
    const { ports, calls } = world([row('live', { state: 'recording' })], { isBeingMade: () => true });
    await resumeUnfinished(ports);
    expect(calls).toEqual(['repair', 'resume live', 'show ']);
  });

  it('takes everything up, whatever goes wrong with the repair and with what is shown', async () => {
    const { ports, calls } = world([row('live', { state: 'recording' }), row('uploading', UPLOADING)], {
      repair: broken('no disk'),
      showWaiting: broken('no memory'),
      announce: broken('no notifications'),
    });
    expect(await resumeUnfinished(ports)).toBe(true);
    expect(calls).toEqual([
      'problem null Error: no disk',
      'resume live',
      'resume uploading',
      'problem null Error: no memory',
      'problem null Error: no notifications',
    ]);
  });

  it('takes everything up, whatever never ends of the repair and of what is shown', async () => {
    const clock = new FakeClock();
    const never = () => new Promise<never>(() => undefined);
    const changes = { clock, repair: never, showWaiting: never, announce: never };
    const { ports, calls } = world([row('live', { state: 'recording' })], changes);
    const outcome = resumeUnfinished(ports);
    await clock.advance(60_000);
    expect(await outcome).toBe(true);
    expect(calls).toEqual([
      'problem null TooLateError: control.stepTooLong',
      'resume live',
      'problem null TooLateError: control.stepTooLong',
      'problem null TooLateError: control.stepTooLong',
    ]);
  });

  it('gives up, to try again, when the catalog is never read', async () => {
    const clock = new FakeClock();
    const { ports } = world([], { clock, rows: () => new Promise(() => undefined) });
    const outcome = resumeUnfinished(ports);
    const refused = expect(outcome).rejects.toThrow('control.stepTooLong');
    await clock.advance(15_000);
    await refused;
  });

  it('announces after three seconds what has been resumed by then, and all of it when there is more at the end', async () => {
    const clock = new FakeClock();
    const rows = ['a', 'slow', 'b'].map((id) => row(id, { state: 'recording' }));
    const slow = Promise.withResolvers<void>();
    const { ports, calls } = world(rows, {
      clock,
      resume: async (id) => {
        if (id === 'slow') await slow.promise;
        Object.assign(rows.find((each) => each.id === id) ?? {}, { sealedBytes: 10, state: 'finishing' });
      },
    });
    const outcome = resumeUnfinished(ports);
    await clock.advance(2_999);
    expect(calls).toEqual(['repair', 'show ']);
    await clock.advance(1);
    expect(calls).toEqual(['repair', 'show ', 'announce a b']);
    slow.resolve();
    expect(await outcome).toBe(true);
    expect(calls).toEqual(['repair', 'show ', 'announce a b', 'announce a slow b']);
  });

  it('waits a minute for one that never answers, and neither longer nor at the expense of the others', async () => {
    const clock = new FakeClock();
    let uses = 0;
    const withDocument = async <T>(work: () => Promise<T>): Promise<T> => {
      uses += 1;
      try {
        return await work();
      } finally {
        uses -= 1;
      }
    };
    const taken: string[] = [];
    const recover = (id: string) =>
      id === 'silent' ? new Promise<never>(() => undefined) : Promise.resolve(taken.push(id));
    const { ports, calls } = world([row('silent', UPLOADING), row('a', UPLOADING)], {
      resume: createResume({ withDocument, recover, clock }),
      clock,
    });
    const outcome = resumeUnfinished(ports);
    await clock.advance(59_000);
    expect({ taken, uses }).toEqual({ taken: ['a'], uses: 1 });
    await clock.advance(1_000);
    expect(await outcome).toBe(false);
    expect(calls.at(-1)).toBe('problem silent TooLateError: control.resumeTooLong');
    // A document that is kept open for it would never be made anew.
    expect(uses).toBe(0);
  });
});
