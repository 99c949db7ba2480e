import { expect, test } from 'vitest';
import { createUpdateGate } from '../../entrypoints/background/update-gate.ts';
import { MemoryArea } from '../relay/memory-area.ts';

function gate(busy: boolean, area = new MemoryArea()) {
  const state = { busy, reloads: 0 };
  const made = createUpdateGate(
    area,
    () => state.busy,
    () => {
      state.reloads += 1;
    },
  );
  return { ...made, state, area };
}

test('an update takes over at once when nothing is at work', async () => {
  const { arrived, state } = gate(false);
  await arrived();
  expect(state.reloads).toBe(1);
});

test('an update waits while anything records or uploads, and takes over when it is done', async () => {
  const { arrived, check, state } = gate(true);
  await arrived();
  await check();
  expect(state.reloads).toBe(0);
  state.busy = false;
  await check();
  expect(state.reloads).toBe(1);
});

test('an update that waits is remembered over the death of the service worker', async () => {
  const first = gate(true);
  await first.arrived();
  const second = gate(false, first.area);
  await second.check();
  expect(second.state.reloads).toBe(1);
});

test('without an update nothing is reloaded when work ends', async () => {
  const { check, state } = gate(false);
  await check();
  expect(state.reloads).toBe(0);
});
