import { describe, expect, it } from 'vitest';
import { EngineDiedError, type GuardedEngine, TooManyDeathsError } from '../../entrypoints/offscreen/guarded-engine.ts';
import { startLive } from '../../entrypoints/offscreen/live-recording.ts';
import type { Capture } from '../../lib/capture/capture.ts';
import type { RecorderEvents } from '../../lib/capture/recorder.ts';
import type { Engine } from '../../lib/engine/engine-api.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';

/** What the engines, one after the other, have on their common disk. */
class Disk {
  text = '';
  /** How often an engine was told that the recorder runs. */
  starts = 0;
}

const SEAL = 'seal';
const START = 'start';

/** An engine that dies at the slice or the call `diesAt`, before or after it has kept it. */
function engineOn(disk: Disk, calls: string[], diesAt: string | null = null, keepsIt = false): GuardedEngine {
  let dead = false;
  const die = (): never => {
    dead = true;
    throw new EngineDiedError('It died.');
  };
  const engine = {
    create: async () => undefined,
    started: async () => {
      if (diesAt === START) die();
      disk.starts += 1;
    },
    append: async (slice: Blob) => {
      const text = await slice.text();
      if (text !== diesAt) disk.text += text;
      else {
        if (keepsIt) disk.text += text;
        die();
      }
    },
    pause: async () => void calls.push('pause'),
    resume: async () => void calls.push('resume'),
    seal: async (_atMs: number, problem: string | null) => {
      if (diesAt === SEAL) die();
      calls.push(`seal ${problem}`);
    },
  } as unknown as Engine;
  return {
    call: async (use) => (dead ? die() : use(engine)),
    isDead: () => dead,
    close: () => undefined,
  };
}

async function rig(
  first: (disk: Disk, calls: string[]) => GuardedEngine,
  reopen: 'works' | 'fails' | 'lost' | 'dies again' | 'dies at once' | 'at the second try',
) {
  const disk = new Disk();
  const calls: string[] = [];
  const ended: unknown[] = [];
  const recorders: RecorderEvents[] = [];
  const hooks = { reopening: () => undefined };
  const capture = {
    stream: {},
    deviceName: null,
    pictureEnded: new Promise(() => undefined),
    close: () => undefined,
  } as unknown as Capture;
  const live = await startLive(
    {
      recording: { id: 'a', source: 'tab', title: 'A page', startedAtMs: 0, target: { uploadUrl: 'https://x.test/u' } },
      capture: { source: 'tab', tabId: 1, streamId: 's', viewport: null, isMuted: false, microphone: false },
      settings: DEFAULT_SETTINGS,
    },
    Promise.resolve(first(disk, calls)),
    {
      openCapture: async () => capture,
      startRecorder: async (_stream, _options, told) => {
        recorders.push(told);
        const undone = () => undefined;
        return {
          mimeType: 'video/webm',
          pause: undone,
          resume: undone,
          requestData: undone,
          stop: async () => told.slice(new Blob(['4'])),
        };
      },
      reopenEngine: async () => {
        calls.push('reopen');
        hooks.reopening();
        if (reopen === 'fails') throw new TooManyDeathsError('It stopped again and again.');
        if (reopen === 'at the second try' && calls.length === 1) throw new Error('This recording is in use.');
        if (reopen === 'lost') disk.text = '';
        const dying = reopen === 'dies again' ? '2' : reopen === 'dies at once' ? START : null;
        const diesAt = calls.length === 1 ? dying : null;
        return { engine: engineOn(disk, calls, diesAt), spooledBytes: disk.text.length };
      },
      nowMs: () => 1,
      clock: { wait: () => new Promise(() => undefined) },
      dropped: () => undefined,
      log: () => undefined,
      tellTrouble: () => undefined,
    },
    (error) => ended.push(error),
  );
  return { disk, calls, ended, live, hooks, slice: (text: string) => recorders[0]?.slice(new Blob([text])) };
}

describe('a live recording whose engine dies', () => {
  it.each([
    ['before it has kept a slice', false],
    ['after it has kept a slice, before it said so', true],
  ])('goes on with another one, with every slice once: %s', async (_when, keepsIt) => {
    const { disk, calls, ended, live, slice } = await rig((on, to) => engineOn(on, to, '2', keepsIt), 'works');
    for (const text of ['1', '2', '3']) slice(text);
    await live.finish(null);
    expect(disk.text).toBe('1234');
    expect(calls).toEqual(['reopen', 'seal null']);
    expect(ended).toEqual([null]);
  });

  it.each([
    ['the second one dies over the same slice', 'dies again'],
    ['the second one dies before it has taken over', 'dies at once'],
    ['another one opens at the second try only', 'at the second try'],
  ] as const)('goes on when %s', async (_when, reopen) => {
    const { disk, calls, live, slice } = await rig((on, to) => engineOn(on, to, '2'), reopen);
    for (const text of ['1', '2', '3']) slice(text);
    await live.finish(null);
    expect(disk.text).toBe('1234');
    expect(calls).toEqual(['reopen', 'reopen', 'seal null']);
  });

  it('is told again that it runs: the dead one may not have written it down', async () => {
    const { disk, live, slice } = await rig((on, to) => engineOn(on, to, '1'), 'works');
    slice('1');
    await live.finish(null);
    expect(disk.starts).toBe(2);
  });

  it('is sealed by another one when it dies over the seal', async () => {
    const { disk, calls, ended, live, hooks, slice } = await rig((on, to) => engineOn(on, to, SEAL), 'works');
    // Its death is noticed in two ways; one other engine is enough.
    hooks.reopening = () => void live.engineDied();
    slice('1');
    await live.finish(null);
    expect(disk.text).toBe('14');
    expect(calls).toEqual(['reopen', 'seal null']);
    expect(ended).toEqual([null]);
  });

  it('has it replaced in a pause, too, and resumes in the new one', async () => {
    const { disk, calls, live, slice } = await rig((on, to) => engineOn(on, to, '2'), 'works');
    slice('1');
    slice('2');
    await live.pause();
    live.engineDied();
    await live.resume();
    expect(calls).toEqual(['reopen', 'pause', 'resume']);
    expect(disk.text).toBe('12');
  });

  it('stops, and says so, when no other one can take over', async () => {
    const { disk, live, slice, ended } = await rig((on, to) => engineOn(on, to, '2'), 'fails');
    for (const text of ['1', '2', '3']) slice(text);
    await expect(live.finish(null)).rejects.toThrow('again and again');
    expect(disk.text).toBe('1');
    expect(ended).toHaveLength(1);
  });

  it('stops when what was kept is not there any more: a hole would not play', async () => {
    const { disk, calls, live, slice } = await rig((on, to) => engineOn(on, to, '2'), 'lost');
    for (const text of ['1', '2', '3']) slice(text);
    await live.finish(null);
    expect(disk.text).toBe('');
    expect(calls.at(-1)).toMatch(/^seal A part of the recording/);
  });
});
