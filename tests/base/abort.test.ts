import { expect, it } from 'vitest';
import { unlessAborted } from '../../lib/base/abort.ts';

const NEVER = new Promise<string>(() => undefined);

it('what comes before an abort counts, and what a promise rejects with', async () => {
  const aborter = new AbortController();
  expect(await unlessAborted(Promise.resolve('here'), aborter.signal)).toBe('here');
  await expect(unlessAborted(Promise.reject(new Error('no')), aborter.signal)).rejects.toThrow('no');
});

it('an abort ends the wait, also one that came before', async () => {
  const aborter = new AbortController();
  const waiting = unlessAborted(NEVER, aborter.signal);
  aborter.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(unlessAborted(NEVER, aborter.signal)).rejects.toThrow('enough');
});
