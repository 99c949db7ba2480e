import { afterEach, expect, test, vi } from 'vitest';
import { stayWhileCapturing } from '../entrypoints/permission/stay-while-capturing.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('the page is free to close when the capture ends, whether its own capture has opened or not', async () => {
  const device = Promise.withResolvers<MediaStream>();
  let leaving: AbortSignal | undefined;
  vi.stubGlobal('addEventListener', (_type: string, _listener: unknown, { signal }: { signal: AbortSignal }) => {
    leaving = signal;
  });
  vi.stubGlobal('navigator', {
    mediaDevices: { getUserMedia: () => device.promise },
    locks: { request: async () => undefined },
  });
  await stayWhileCapturing(['camera']);
  expect(leaving?.aborted).toBe(true);
  const stop = vi.fn();
  device.resolve({ getTracks: () => [{ stop }] } as unknown as MediaStream);
  await vi.waitFor(() => expect(stop).toHaveBeenCalled());
});
