import { describe, expect, it } from 'vitest';
import { watchRecorder } from '../../../lib/recorder/watch/recorder-watch.ts';

/** A second of a recording: whether bytes and pictures came in it, and how long it took. */
interface Second {
  readonly bytes?: number;
  readonly frames?: number | null;
  readonly isRecording?: boolean;
  readonly tookMs?: number;
}

const seconds = (count: number, second: Second): Second[] => Array.from({ length: count }, () => second);
const WORKING: Second = { bytes: 100, frames: 10 };
const SILENT: Second = { bytes: 0, frames: 10 };

/** What was done about the recorder, and in which second. */
async function actionsIn(course: readonly Second[]): Promise<readonly string[]> {
  const actions: string[] = [];
  const state = { bytes: 0, frames: 0, isCounted: true, nowMs: 0, second: 0 };
  await watchRecorder(
    {
      handedBytes: () => state.bytes,
      frames: () => (state.isCounted ? state.frames : null),
      isRecording: () => course[state.second]?.isRecording ?? true,
      isLive: () => state.second < course.length,
      requestData: () => void actions.push(`request ${state.second}`),
      replace: () => void actions.push(`replace ${state.second}`),
    },
    {
      nowMs: () => state.nowMs,
      later: (_delayMs, callback) => {
        const { bytes = 0, frames = 0, tookMs = 1_000 } = course[state.second] ?? {};
        state.bytes += bytes;
        state.frames += frames ?? 0;
        state.isCounted = frames !== null;
        state.nowMs += tookMs;
        state.second += 1;
        callback();
      },
    },
  );
  return actions;
}

describe('a recorder that hands over nothing while pictures come', () => {
  it('is asked for what it holds after 15 s, and replaced 5 s later, once', async () => {
    expect(await actionsIn([...seconds(10, WORKING), ...seconds(60, SILENT)])).toEqual(['request 25', 'replace 30']);
  });

  it('stays when it answers', async () => {
    expect(await actionsIn([...seconds(10, WORKING), ...seconds(17, SILENT), ...seconds(10, WORKING)])).toEqual([
      'request 25',
    ]);
  });

  it('is asked at once after a sleep, and replaced 5 s after that', async () => {
    const course = [...seconds(10, WORKING), { ...SILENT, tookMs: 3_600_000 }, ...seconds(30, SILENT)];
    expect(await actionsIn(course)).toEqual(['request 11', 'replace 16']);
    const woken = [...seconds(10, WORKING), { ...WORKING, tookMs: 3_600_000 }, ...seconds(10, WORKING)];
    expect(await actionsIn(woken)).toEqual([]);
  });

  it('is not to blame in a pause, nor while no picture comes', async () => {
    expect(await actionsIn([...seconds(10, WORKING), ...seconds(60, { ...SILENT, isRecording: false })])).toEqual([]);
    expect(await actionsIn([...seconds(10, WORKING), ...seconds(60, { bytes: 0, frames: 0 })])).toEqual([]);
  });

  it('is taken to have pictures where they are not counted', async () => {
    const course = [...seconds(10, { bytes: 100, frames: null }), ...seconds(30, { bytes: 0, frames: null })];
    expect(await actionsIn(course)).toEqual(['request 25', 'replace 30']);
  });

  it('is not replaced when it never handed over anything: another one would not, either', async () => {
    expect(await actionsIn(seconds(60, SILENT))).toEqual(['request 15']);
  });
});
