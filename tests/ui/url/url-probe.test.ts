import { describe, expect, it } from 'vitest';
import { createUrlProbe } from '../../../lib/ui/url/url-probe.ts';
import type { Preflight } from '../../../lib/upload/url/preflight.ts';

const FRESH: Preflight = { kind: 'fresh', protocol: 'content-range', endpoint: false, needsLength: false };

/** A probe whose waits and answers come when the test says so. */
function rig() {
  const waits: { delayMs: number; run: () => void; isOff: boolean }[] = [];
  const asked: { url: string; signal: AbortSignal; answer: (preflight: Preflight) => void; fail: () => void }[] = [];
  const problems: unknown[] = [];
  const probe = createUrlProbe({
    ask: (url, signal) =>
      new Promise((resolve, reject) =>
        asked.push({ url, signal, answer: resolve, fail: () => reject(new Error('unforeseen')) }),
      ),
    later: (delayMs, run) => {
      const wait = { delayMs, run, isOff: false };
      waits.push(wait);
      return () => {
        wait.isOff = true;
      };
    },
    onProblem: (problem) => problems.push(problem),
  });
  const passTime = () => {
    for (const wait of waits.splice(0)) if (!wait.isOff) wait.run();
  };
  return { probe, waits, asked, problems, passTime };
}

/** Lets promises that have settled be heard. */
const settle = () => Promise.resolve().then(() => undefined);

describe('createUrlProbe', () => {
  it('asks about the last URL only, after a pause in typing', () => {
    const { probe, waits, asked, passTime } = rig();
    probe.look('https://h.example/a', 350);
    probe.look('https://h.example/ab', 350);
    expect(waits.map(({ delayMs }) => delayMs)).toEqual([350, 350]);
    expect(asked).toEqual([]);
    passTime();
    expect(asked.map(({ url }) => url)).toEqual(['https://h.example/ab']);
    expect(probe.probe.value).toEqual({ kind: 'asking' });
  });

  it('asks about the same URL only once', async () => {
    const { probe, asked, passTime } = rig();
    probe.look('https://h.example/a', 0);
    passTime();
    asked[0]?.answer(FRESH);
    await settle();
    probe.look('https://h.example/a', 0);
    passTime();
    expect(asked).toHaveLength(1);
    expect(probe.probe.value).toEqual({ kind: 'answered', preflight: FRESH });
  });

  it('aborts a question when the URL changes, and ignores its answer', async () => {
    const { probe, asked, passTime } = rig();
    probe.look('https://h.example/a', 0);
    passTime();
    probe.look('https://h.example/b', 0);
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer(FRESH);
    await settle();
    expect(probe.probe.value).toEqual({ kind: 'asking' });
  });

  it('asks again at once when something changed, and never without a URL', () => {
    const { probe, waits, asked, passTime } = rig();
    probe.again();
    expect(waits).toEqual([]);
    probe.look('https://h.example/a', 350);
    passTime();
    probe.again();
    passTime();
    expect(asked.map(({ url }) => url)).toEqual(['https://h.example/a', 'https://h.example/a']);
    probe.look(null, 0);
    expect(asked[1]?.signal.aborted).toBe(true);
    expect(probe.probe.value).toEqual({ kind: 'none' });
  });

  it('says nothing about a URL when the question itself failed', async () => {
    const { probe, asked, problems, passTime } = rig();
    probe.look('https://h.example/a', 0);
    passTime();
    asked[0]?.fail();
    await settle();
    await settle();
    expect(problems).toHaveLength(1);
    expect(probe.probe.value).toEqual({ kind: 'none' });
  });
});
