import { describe, expect, it } from 'vitest';
import { ComposeWatch, type Look, type Remedy } from '../../../lib/capture/compose/compose-watch.ts';

const WELL: Look = {
  heard: 0,
  inputs: { base: { delivered: 0, arrived: 0 } },
  isWriting: false,
  taken: 0,
  weight: 1,
};

/** What is done in so many looks, each of which sees what `next` makes of its number. */
function looks(watch: ComposeWatch, count: number, next: (look: number) => Partial<Look>): readonly Remedy[] {
  return Array.from({ length: count }, (_, look) => watch.look({ ...WELL, ...next(look) })).filter(
    ({ kind }) => kind !== 'none',
  );
}

const flowing = (look: number): Look => ({
  ...WELL,
  heard: look,
  inputs: { base: { delivered: look * 15, arrived: look * 15 } },
  isWriting: look % 2 === 0,
  taken: look * 15,
});

describe('a compositor', () => {
  it('that works is left alone', () => {
    expect(looks(new ComposeWatch(), 100, flowing)).toEqual([]);
  });

  it('whose worker is silent for two seconds gets another one', () => {
    expect(looks(new ComposeWatch(), 5, () => ({ heard: 7 }))).toEqual([{ kind: 'renew-worker' }]);
  });

  it('gets four times as long if the looks themselves are late: the whole machine is starved', () => {
    const silent = () => ({ heard: 7, weight: 0.25 });
    expect(looks(new ComposeWatch(), 16, silent)).toEqual([]);
    expect(looks(new ComposeWatch(), 17, silent)).toEqual([{ kind: 'renew-worker' }]);
    const stuck = (look: number) => ({ heard: look, isWriting: true, taken: 9, weight: 0.25 });
    expect(looks(new ComposeWatch(), 24, stuck)).toEqual([]);
    expect(looks(new ComposeWatch(), 25, stuck)).toEqual([{ kind: 'renew-output' }]);
  });

  it('that no longer gets the browser’s frames gets a new connection', () => {
    const lost = (look: number): Partial<Look> => ({
      heard: look,
      inputs: { base: { delivered: look, arrived: look }, bubble: { delivered: look * 15, arrived: 3 } },
    });
    expect(looks(new ComposeWatch(), 7, lost)).toEqual([{ kind: 'renew-input', input: 'bubble' }]);
  });

  it('is left alone while a page is still and delivers nothing, for hours', () => {
    const still = (look: number): Partial<Look> => ({ heard: look, inputs: { base: { delivered: 5, arrived: 5 } } });
    expect(looks(new ComposeWatch(), 10_000, still)).toEqual([]);
    const uncounted = (look: number): Partial<Look> => ({
      heard: look,
      inputs: { base: { delivered: null, arrived: 5 } },
    });
    expect(looks(new ComposeWatch(), 10_000, uncounted)).toEqual([]);
  });

  it('from which the recorder takes nothing for three seconds gets a new track', () => {
    expect(looks(new ComposeWatch(), 7, (look) => ({ heard: look, isWriting: true, taken: 9 }))).toEqual([
      { kind: 'renew-output' },
    ]);
  });

  it('that needs a fourth repair within a minute gives up drawing', () => {
    const kinds = looks(new ComposeWatch(), 60, () => ({ heard: 7 })).map(({ kind }) => kind);
    expect(kinds.slice(0, 4)).toEqual(['renew-worker', 'renew-worker', 'renew-worker', 'bypass']);
  });

  it('is repaired forever if repairs are rare', () => {
    const watch = new ComposeWatch();
    const kinds = Array.from({ length: 20 }, () => {
      const { kind } = watch.workerDied();
      looks(watch, 60, flowing);
      return kind;
    });
    expect(new Set(kinds)).toEqual(new Set(['renew-worker']));
  });
});
