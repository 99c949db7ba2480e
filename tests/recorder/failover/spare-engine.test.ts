import { expect, test } from 'vitest';
import type { Engine, EngineEvents } from '../../../lib/engine/engine-api.ts';
import type { OpenEngine } from '../../../lib/recorder/failover/guarded-engine.ts';
import { SpareEngine } from '../../../lib/recorder/failover/spare-engine.ts';
import { idsIn, type Message } from '../../../lib/recording/message.ts';
import { aRecording } from '../../support/a-recording.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Engines by number, from 1, each with what it reports through. */
function rig(hangs: readonly number[] = []) {
  const opened: { readonly events: EngineEvents; readonly onCrash: (reason: Message) => void }[] = [];
  const closed: number[] = [];
  const late: (() => void)[] = [];
  const open: OpenEngine = async (events, onCrash) => {
    const number = opened.push({ events, onCrash });
    if (hangs.includes(number)) await new Promise<void>((resolve) => late.push(resolve));
    return { engine: { number } as unknown as Engine, close: () => void closed.push(number) };
  };
  const clock = new FakeClock();
  const spare = new SpareEngine(open, clock);
  const heard: string[] = [];
  const take = async () => {
    const opening = spare.open(
      { snapshot: ({ id }) => void heard.push(id), log: () => undefined },
      (reason) => void heard.push(...idsIn(reason)),
    );
    await clock.advance(2_000);
    return ((await opening).engine as unknown as { readonly number: number }).number;
  };
  return { spare, opened, closed, heard, take, late, clock };
}

test('an engine that was prepared is used once, and what it reports arrives', async () => {
  const { spare, opened, heard, take } = rig();
  spare.prepare();
  spare.prepare();
  expect(await take()).toBe(1);
  opened[0]?.events.snapshot(aRecording({ id: 'a' }));
  opened[0]?.onCrash({ id: 'engine.workerEnded' });
  expect(heard).toEqual(['a', 'engine.workerEnded']);
  expect(await take()).toBe(2);
  expect(opened).toHaveLength(2);
});

test('without preparation one is opened as ever', async () => {
  expect(await rig().take()).toBe(1);
});

test('one that died, or that does not open in time, is not waited for: another one is opened', async () => {
  const dead = rig();
  dead.spare.prepare();
  await dead.clock.advance(0);
  dead.opened[0]?.onCrash({ id: 'engine.workerEnded' });
  expect(await dead.take()).toBe(2);
  expect(dead.heard).toEqual([]);
  const hung = rig([1]);
  hung.spare.prepare();
  expect(await hung.take()).toBe(2);
  hung.late[0]?.();
  await hung.clock.advance(0);
  expect(hung.closed).toEqual([1]);
});

test('one that dies while being taken isn’t used', async () => {
  const { spare, opened, closed, late, clock } = rig([1]);
  spare.prepare();
  await clock.advance(0);
  const opening = spare.open({ snapshot: () => undefined, log: () => undefined }, () => undefined);
  opened[0]?.onCrash({ id: 'engine.workerEnded' });
  late[0]?.();
  await clock.advance(2_000);
  expect((await opening).engine).toEqual({ number: 2 });
  expect(closed).toEqual([1]);
});
