import { expect, test, vi } from 'vitest';
import { CaptureError } from '../../lib/capture/capture-error.ts';
import {
  missingPermissions,
  orMissing,
  PermissionMissingError,
  type PermissionPorts,
} from '../../lib/recorder/missing-permissions.ts';
import { CAMERA } from '../support/capture-requests.ts';
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

test('a capture that fails for a permission asks you if that helps, and otherwise says why', async () => {
  const forbidden = new CaptureError('permission', { id: 'capture.cameraForbidden' });
  const asked = await orMissing(forbidden, CAMERA, async (devices) => devices.slice(0, 1));
  expect(asked).toBeInstanceOf(PermissionMissingError);
  expect(asked).toMatchObject({ devices: ['camera'] });
  expect(await orMissing(forbidden, CAMERA, async () => [])).toBe(forbidden);
  const inUse = new CaptureError('in-use', { id: 'capture.cameraInUse' });
  expect(await orMissing(inUse, CAMERA, async (devices) => devices)).toBe(inUse);
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
