import { expect, test } from 'vitest';
import { SealedSource } from '../../../lib/engine/spooling/sealed-source.ts';
import type { MessageId } from '../../../lib/recording/message.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A source whose file opens as `openSealed` says, call by call. */
function rig(openSealed: (call: number) => Promise<Blob | null>) {
  const clock = new FakeClock();
  const logged: MessageId[] = [];
  let calls = 0;
  const source = new SealedSource(4, {
    clock,
    openSealed: () => {
      calls += 1;
      return openSealed(calls);
    },
    later: () => undefined,
    log: (_level, { id }) => logged.push(id),
  });
  return { clock, source, logged, calls: () => calls };
}

const FILE = new Blob(['0123456789']);
const never = new AbortController().signal;

test('has parts of the file once it is open, and none before', async () => {
  const { source } = rig(async () => FILE);
  expect(source.part({ start: 0, end: 4 })).toBeNull();
  await source.open(10);
  expect(await source.part({ start: 2, end: 6 })?.text()).toBe('2345');
});

test('leaves alone a file of another length, and one that does not open', async () => {
  for (const openSealed of [async () => FILE, async () => null, () => Promise.reject(new Error('No.'))]) {
    const { source } = rig(openSealed);
    await source.open(11);
    expect(source.part({ start: 0, end: 4 })).toBeNull();
  }
});

test('retries until it opens, even after a try that never ends, and logs that once', async () => {
  const { clock, source, logged, calls } = rig((call) => {
    if (call === 1) return new Promise(() => undefined);
    return Promise.resolve(call < 4 ? null : FILE);
  });
  let isOpen: boolean | null = null;
  void source.waitUntilOpen(10, never).then((opened) => {
    isOpen = opened;
  });
  await clock.advance(10_000 + 3 * 5_000 - 1);
  expect([isOpen, calls()]).toEqual([null, 3]);
  await clock.advance(1);
  expect([isOpen, calls(), logged]).toEqual([true, 4, ['upload.fileNotOpenYet']]);
});

test('is not waited for any longer when the upload is stopped', async () => {
  const { clock, source } = rig(async () => null);
  const aborter = new AbortController();
  const waiting = source.waitUntilOpen(10, aborter.signal);
  await clock.advance(1_000);
  aborter.abort();
  await clock.advance(0);
  expect(await waiting).toBe(false);
});
