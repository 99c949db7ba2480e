import { expect, test } from 'vitest';
import { type Attempt, RetryLoop, type RetryLoopPorts } from '../../../lib/engine/uploading/retry-loop.ts';
import type { Link } from '../../../lib/recording/snapshot.ts';

const AGAIN = { kind: 'again', reason: { id: 'upload.noAnswer' }, retryAfterMs: null } as const;
const DONE: Attempt<string> = { kind: 'done', value: 'found' };
const NEVER = new AbortController().signal;

test('what fails is tried again as an upload is: retries, then stalled, without end', async () => {
  const { ports, links, waitsMs } = world();
  expect(await new RetryLoop(ports).run(attempts(AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, DONE), NEVER)).toBe('found');
  expect(links.filter(({ kind }) => kind !== 'sending').map(({ kind }) => kind)).toEqual([
    'retrying',
    'retrying',
    'stalled',
    'stalled',
    'stalled',
  ]);
  expect(waitsMs).toEqual([500, 1_000, 15_000, 30_000, 60_000]);
});

test('the wish of the server is honoured', async () => {
  const { ports, waitsMs } = world();
  await new RetryLoop(ports).run(attempts({ ...AGAIN, retryAfterMs: 7_000 }, DONE), NEVER);
  expect(waitsMs).toEqual([7_000]);
});

test('without a network nothing is tried and no attempt is burnt', async () => {
  let offlineWaits = 2;
  const { ports, links, waitsMs } = world({
    network: { isOnline: () => offlineWaits === 0, onChange: () => undefined },
    onWait: () => {
      offlineWaits -= 1;
    },
  });
  await new RetryLoop(ports).run(attempts(DONE), NEVER);
  expect(links.map(({ kind }) => kind)).toEqual(['offline', 'offline', 'sending']);
  // The browser may be wrong: it is tried once a minute all the same.
  expect(waitsMs).toEqual([60_000, 60_000]);
});

test('nothing is tried while you have paused it', async () => {
  let isPaused = true;
  const onWait = () => {
    isPaused = false;
  };
  const { ports, links } = world({ isPaused: () => isPaused, onWait });
  const loop = new RetryLoop(ports);
  await loop.run(attempts(DONE), NEVER);
  expect(links.map(({ kind }) => kind)).toEqual(['paused', 'sending']);
});

test('can be stopped while it waits', async () => {
  const aborter = new AbortController();
  const { ports } = world({ onWait: () => aborter.abort(new Error('stopped')) });
  await expect(new RetryLoop(ports).run(attempts(AGAIN), aborter.signal)).rejects.toThrow('stopped');
});

function attempts(...outcomes: Attempt<string>[]): () => Promise<Attempt<string>> {
  return async () => {
    const next = outcomes.shift();
    if (next === undefined) throw new Error('Nobody expected this try.');
    return next;
  };
}

/** Every wait is over at once. */
function world({ onWait = () => undefined, ...more }: Partial<RetryLoopPorts> & { onWait?: () => unknown } = {}) {
  const links: Link[] = [];
  const waitsMs: (number | null)[] = [];
  const ports: RetryLoopPorts = {
    clock: {
      now: () => 0,
      monotonicMs: () => 0,
      wait: async (delayMs) => {
        waitsMs.push(delayMs);
        onWait();
      },
    },
    network: { isOnline: () => true, onChange: () => undefined },
    retry: { maxRetries: 2, baseMs: 1_000 },
    random: () => 0.5,
    isPaused: () => false,
    report: (link) => links.push(link),
    log: () => undefined,
    ...more,
  };
  return { ports, links, waitsMs };
}
