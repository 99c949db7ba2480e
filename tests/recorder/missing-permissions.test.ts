import { expect, test, vi } from 'vitest';
import { missingPermissions, type PermissionPorts } from '../../lib/recorder/missing-permissions.ts';
import { FakeClock } from '../support/fake-clock.ts';

const never = () => new Promise<never>(() => undefined);

/** What is found to be missing, with the time that this takes. */
async function missing(ports: Partial<PermissionPorts>) {
  const clock = new FakeClock();
  let found: readonly string[] | null = null;
  const permissions = { query: async () => ({ state: 'prompt' as const }) };
  const mediaDevices = { getUserMedia: never };
  void missingPermissions(['microphone'], { clock, permissions, mediaDevices, ...ports }).then((devices) => {
    found = devices;
  });
  await clock.runUntil(() => found !== null, 60_000);
  return found;
}

test('a browser that does not say whether a device may be used holds up no start', async () => {
  const mediaDevices = { getUserMedia: async () => Promise.reject(new DOMException('No.', 'NotAllowedError')) };
  expect(await missing({ permissions: { query: never }, mediaDevices })).toEqual(['microphone']);
});

test('a device that never opens is no matter of permission, and holds up no start', async () => {
  expect(await missing({})).toEqual([]);
});

test('a device that opens too late is closed', async () => {
  const clock = new FakeClock();
  const stop = vi.fn();
  const stream = { getTracks: () => [{ stop }] } as unknown as MediaStream;
  const getUserMedia = async () => {
    await clock.wait(20_000, new AbortController().signal);
    return stream;
  };
  const permissions = { query: async () => ({ state: 'prompt' as const }) };
  void missingPermissions(['camera'], { clock, permissions, mediaDevices: { getUserMedia } });
  await clock.advance(30_000);
  expect(stop).toHaveBeenCalledOnce();
});
