import { describe, expect, test } from 'vitest';
import { watchDropped } from '../../../lib/recorder/watch/drop-watch.ts';

/** A second of a recording. */
interface Second {
  readonly delivered: number;
  /** Null: not counted. */
  readonly recorded: number | null;
  readonly isRecording?: boolean;
  /** How often it was paused and resumed in this second. */
  readonly turns?: number;
}

const seconds = (count: number, second: Second): Second[] => Array.from({ length: count }, () => second);
const WELL: Second = { delivered: 30, recorded: 30 };
const BAD: Second = { delivered: 30, recorded: 20 };

/** What was said in the course of these seconds, and which shares were noted. */
async function watched(course: readonly Second[], isSteady = false) {
  const said: (number | null)[] = [];
  const noted: number[] = [];
  let overwhelmed = 0;
  const state = { second: 0, delivered: 0, recorded: 0, turns: 0 };
  await watchDropped(
    {
      delivered: () => state.delivered,
      isSteady,
      recorded: () => (course[state.second]?.recorded === null ? null : state.recorded),
      isRecording: () => course[state.second]?.isRecording ?? true,
      turns: () => state.turns,
      isLive: () => state.second < course.length,
      onWarning: (what) => said.push(what?.id === 'capture.picturesDropped' ? what.droppedPercent : null),
      onOverwhelmed: () => {
        overwhelmed += 1;
      },
      note: (share) => noted.push(Math.round(share * 100)),
    },
    {
      later: (_delayMs, callback) => {
        const { delivered = 0, recorded = 0 } = course[state.second] ?? {};
        state.delivered += delivered;
        state.recorded += recorded ?? 0;
        state.turns += course[state.second]?.turns ?? 0;
        state.second += 1;
        callback();
      },
    },
  );
  return { said, noted, overwhelmed };
}

describe('pictures that are dropped', () => {
  test('are reported after twenty seconds, until the computer keeps up again', async () => {
    const { said, noted } = await watched([...seconds(11, WELL), ...seconds(20, BAD), ...seconds(11, WELL)]);
    expect(said).toEqual([30, null]);
    expect(noted).toContain(0);
  });

  test('call once for fewer pictures when they are more than a fifth of ten seconds', async () => {
    const few: Second = { delivered: 60, recorded: 50 };
    const many: Second = { delivered: 60, recorded: 45 };
    expect((await watched(seconds(40, few))).overwhelmed).toBe(0);
    expect((await watched([...seconds(12, few), ...seconds(40, many)])).overwhelmed).toBe(1);
  });

  test('aren’t reported after a hiccup', async () => {
    expect((await watched([...seconds(10, WELL), ...seconds(5, BAD), ...seconds(30, WELL)])).said).toEqual([]);
  });

  test('are not those of a pause', async () => {
    const paused = seconds(8, { delivered: 30, recorded: 0, isRecording: false });
    const course = [...seconds(5, WELL), ...paused, ...seconds(5, WELL), ...paused, ...seconds(12, WELL)];
    expect(await watched(course)).toEqual({ said: [], noted: [0], overwhelmed: 0 });
  });

  test('are not those of a pause between two looks', async () => {
    const pausedForAMoment: Second = { delivered: 30, recorded: 2, turns: 2 };
    const often = Array.from({ length: 20 }, () => [...seconds(2, WELL), pausedForAMoment]).flat();
    expect(await watched(often)).toEqual({ said: [], noted: [], overwhelmed: 0 });
  });

  test('of a still page, or where they are not counted, say nothing', async () => {
    expect(await watched(seconds(40, { delivered: 2, recorded: 0 }))).toMatchObject({ said: [], noted: [] });
    expect(await watched(seconds(40, { delivered: 30, recorded: null }))).toMatchObject({ said: [], noted: [] });
  });

  test('include those of a tab that don’t even come, which no format is blamed for', async () => {
    const hardlyAny: Second = { delivered: 2, recorded: 2 };
    expect(await watched(seconds(40, hardlyAny), true)).toMatchObject({ said: [60, 60], noted: [], overwhelmed: 1 });
    // A page that stands still, on a machine that keeps up.
    expect(await watched(seconds(40, { delivered: 7, recorded: 7 }), true)).toMatchObject({ said: [], overwhelmed: 0 });
    // They come one by one, seconds apart.
    const now: Second = { delivered: 4, recorded: 4 };
    const rarely = Array.from({ length: 10 }, () => [now, ...seconds(3, { delivered: 0, recorded: 0 })]).flat();
    expect((await watched(rarely, true)).said[0]).toBe(80);
    expect((await watched(rarely, false)).said).toEqual([]);
  });

  test('are not what a recorder is missing that hands over nothing at all: no format is to blame', async () => {
    const silent: Second = { delivered: 30, recorded: 0 };
    for (const before of [0, 3, 9, 14]) {
      const { said, noted, overwhelmed } = await watched([...seconds(before, WELL), ...seconds(40, silent)]);
      expect([said, noted.filter((share) => share > 0), overwhelmed]).toEqual([[], [], 0]);
    }
  });
});
