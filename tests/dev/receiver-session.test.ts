import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseContentRange } from '../../dev/receiver/content-range-header.ts';
import { CHUNK_UNIT_BYTES, DEFAULT_DIALECT } from '../../dev/receiver/dialect.ts';
import { acknowledge, decide, NEW_SESSION, restore, type SessionState, settle } from '../../dev/receiver/session.ts';

const UNIT = CHUNK_UNIT_BYTES;

describe('Content-Range', () => {
  test('is read as [start, end) and a total', () => {
    expect(parseContentRange('bytes 0-9/*')).toEqual({ kind: 'bytes', start: 0, end: 10, total: null });
    expect(parseContentRange('bytes 5-9/10')).toEqual({ kind: 'bytes', start: 5, end: 10, total: 10 });
    expect(parseContentRange('bytes */*')).toEqual({ kind: 'query', total: null });
    expect(parseContentRange('bytes */10')).toEqual({ kind: 'query', total: 10 });
  });

  test('that names no bytes, another unit or nothing at all is none', () => {
    for (const header of [undefined, '', 'bytes 5-4/*', 'bytes 0--1/*', 'items 0-1/2', 'bytes 0-1', 'bytes=0-1']) {
      expect(parseContentRange(header)).toBeNull();
    }
  });
});

describe('a session', () => {
  const anyRequest = fc.record({
    start: fc.nat(6).map((units) => units * UNIT),
    length: fc.oneof(
      fc.integer({ min: 1, max: 3 }).map((units) => units * UNIT),
      fc.integer({ min: 1, max: UNIT }),
    ),
    total: fc.constantFrom('none' as const, 'end' as const, 'later' as const),
    arrived: fc.nat(100).map((percent) => percent / 100),
    ending: fc.constantFrom('whole' as const, 'cut' as const),
    query: fc.boolean(),
  });

  test('never forgets held bytes, never skips any, and is complete only when it holds the total', () => {
    let completions = 0;
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 12 }), (requests) => {
        let state: SessionState = NEW_SESSION;
        for (const { start, length, total: named, arrived, ending, query } of requests) {
          const end = query ? state.heldBytes : start + length;
          const total = named === 'none' ? null : named === 'end' ? end : end + UNIT;
          const range = query
            ? ({ kind: 'query', total } as const)
            : ({ kind: 'bytes', start, end: start + length, total } as const);
          const decision = decide(state, range, query ? 0 : length, DEFAULT_DIALECT);
          let next = state;
          if (decision.kind === 'acknowledge') next = decision.state;
          if (decision.kind === 'store') {
            const kept = ending === 'whole' ? length : Math.floor(length * arrived);
            expect(start).toBeLessThanOrEqual(state.heldBytes);
            next = settle(state, decision.plan, kept, ending, DEFAULT_DIALECT);
            expect(next.heldBytes).toBeLessThanOrEqual(Math.max(state.heldBytes, start + kept));
          }
          expect(next.heldBytes).toBeGreaterThanOrEqual(state.heldBytes);
          if (state.totalBytes !== null) expect(next.totalBytes).toBe(state.totalBytes);
          if (next.totalBytes !== null) expect(next.heldBytes).toBeLessThanOrEqual(next.totalBytes);
          if (next.phase === 'complete') {
            expect(next.heldBytes).toBe(next.totalBytes);
            completions += state.phase === 'complete' ? 0 : 1;
          }
          state = next;
        }
      }),
      { numRuns: 5_000, seed: 1 },
    );
    expect(completions).toBeGreaterThan(100);
  });

  test('is brought to its end by a client that always continues from Range, whatever breaks on the way', () => {
    const cuts = fc.array(fc.nat(4 * UNIT), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 * UNIT }),
        fc.integer({ min: 1, max: 4 }),
        cuts,
        (total, units, cutAt) => {
          let state: SessionState = NEW_SESSION;
          const left = [...cutAt];
          for (let turn = 0; state.phase === 'open'; turn += 1) {
            expect(turn).toBeLessThan(100);
            const range = /^bytes=0-(\d+)$/.exec(acknowledge(state, DEFAULT_DIALECT).headers['range'] ?? '')?.[1];
            const start = range === undefined ? 0 : Number(range) + 1;
            if (start === total) {
              const decision = decide(state, { kind: 'query', total }, 0, DEFAULT_DIALECT);
              if (decision.kind === 'acknowledge') state = decision.state;
              continue;
            }
            const end = Math.min(total, start + units * UNIT);
            const chunk = { kind: 'bytes', start, end, total: end === total ? total : null } as const;
            const decision = decide(state, chunk, end - start, DEFAULT_DIALECT);
            if (decision.kind !== 'store') throw new Error(JSON.stringify(decision));
            expect(decision.note).toBeNull();
            const cut = left.pop();
            state = settle(
              state,
              decision.plan,
              cut === undefined ? end - start : Math.min(cut, end - start),
              cut === undefined ? 'whole' : 'cut',
              DEFAULT_DIALECT,
            );
          }
          expect(state).toEqual({ phase: 'complete', heldBytes: total, totalBytes: total });
        },
      ),
      { numRuns: 2_000, seed: 2 },
    );
  });

  test('is resumed with the whole units on disk, or with every byte, as the dialect says', () => {
    const state: SessionState = { phase: 'open', heldBytes: UNIT, totalBytes: null };
    expect(restore(state, 2 * UNIT + 5, DEFAULT_DIALECT).heldBytes).toBe(2 * UNIT);
    expect(restore(state, 2 * UNIT + 5, { ...DEFAULT_DIALECT, onAbort: 'keep-bytes' }).heldBytes).toBe(2 * UNIT + 5);
    expect(restore(state, 5, DEFAULT_DIALECT).heldBytes).toBe(5);
  });
});
