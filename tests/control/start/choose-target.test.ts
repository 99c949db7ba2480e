import { describe, expect, it } from 'vitest';
import { chooseTarget, type TargetPorts } from '../../../lib/control/start/choose-target.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const WANTED = { uploadUrl: 'https://x.test/u' };

function choose(rows: TargetPorts['rows'], isTaken = true) {
  const clock = new FakeClock();
  const lock = { release: () => undefined };
  const choosing = chooseTarget(WANTED, {
    loadMinting: async () => null,
    takeUploadLock: async () => (isTaken ? null : lock),
    rows,
    clock,
  });
  choosing.catch(() => undefined);
  return { choosing, clock };
}

describe('a URL that another upload has', () => {
  it('is refused', async () => {
    await expect(choose(async () => []).choosing).rejects.toThrow('Another recording is being uploaded to this URL');
  });

  it.each<[string, TargetPorts['rows']]>([
    ['does not answer', () => new Promise(() => undefined)],
    ['cannot be read', () => Promise.reject(new Error('It is broken.'))],
  ])('is recorded for where the catalog %s: its upload waits', async (_what, rows) => {
    const { choosing, clock } = choose(rows);
    await clock.advance(2_000);
    expect(await choosing).toEqual(WANTED);
  });
});

it('asks no catalog for a URL that nobody has', async () => {
  const { choosing } = choose(() => new Promise(() => undefined), false);
  expect(await choosing).toEqual(WANTED);
});
