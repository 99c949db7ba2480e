import { expect, test } from 'vitest';
import { createUpdateGate } from '../../lib/control/update-gate.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { MemoryArea } from '../support/memory-area.ts';

function gate(busy: boolean, area = new MemoryArea()) {
  const state = { busy, reloads: 0 };
  const made = createUpdateGate(
    area,
    async () => state.busy,
    () => {
      state.reloads += 1;
    },
  );
  return { ...made, state, area };
}

test('an update is applied at once when nothing is running', async () => {
  const { arrived, state } = gate(false);
  await arrived();
  expect(state.reloads).toBe(1);
});

test('an update waits while anything records or uploads, and is applied afterwards', async () => {
  const { arrived, check, state } = gate(true);
  await arrived();
  await check();
  expect(state.reloads).toBe(0);
  state.busy = false;
  await check();
  expect(state.reloads).toBe(1);
});

test('an update waits for a command that is under way, though there is nothing to see of it yet', async () => {
  const { arrived, during, check, state } = gate(false);
  const start = Promise.withResolvers<string>();
  const stop = Promise.withResolvers<string>();
  const commands = [during(() => start.promise), during(() => stop.promise)];
  await arrived();
  start.resolve('started');
  await commands[0];
  await check();
  expect(state.reloads).toBe(0);
  stop.reject(new Error('It is not being made any more.'));
  await expect(commands[1]).rejects.toThrow('not being made');
  await new FakeClock().advance(0);
  expect(state.reloads).toBe(1);
});

test('an update isn’t applied when something starts while that is being checked', async () => {
  const { arrived, during, state } = gate(false);
  const command = Promise.withResolvers<void>();
  const arriving = arrived();
  const started = during(() => command.promise);
  await arriving;
  expect(state.reloads).toBe(0);
  state.busy = true;
  command.resolve();
  await started;
  await new FakeClock().advance(0);
  expect(state.reloads).toBe(0);
});

test('an update that waits is remembered over the death of the service worker', async () => {
  const first = gate(true);
  await first.arrived();
  const second = gate(false, first.area);
  await second.check();
  expect(second.state.reloads).toBe(1);
});

test('without an update nothing is reloaded when work ends', async () => {
  const { check, during, state } = gate(false);
  await check();
  expect(await during(async () => 'done')).toBe('done');
  await new FakeClock().advance(0);
  expect(state.reloads).toBe(0);
});
