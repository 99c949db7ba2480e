import { afterEach, expect, test, vi } from 'vitest';
import { type CapturePorts, openCapture } from '../../lib/capture/capture.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Opens a camera and a microphone, of which the microphone hangs. */
function rig() {
  const done: string[] = [];
  const microphone = Promise.withResolvers<MediaStream>();
  const stream = (name: string) =>
    ({ getTracks: () => [{ stop: () => void done.push(`${name} stops`) }] }) as unknown as MediaStream;
  const getUserMedia = ({ video }: MediaStreamConstraints) =>
    video === undefined ? microphone.promise : Promise.resolve(stream('camera'));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  const ports = { holdCaptureLock: () => () => void done.push('unlocked') } as unknown as CapturePorts;
  const abort = new AbortController();
  const camera = { width: 1, height: 1, frameRate: 1 };
  const opening = openCapture({ source: 'camera', microphone: true, camera }, abort.signal, () => undefined, ports);
  return { done, abort, opening, microphone, stream };
}

test('what did open is let go of when a part hangs and nobody waits any more, and the rest when it opens', async () => {
  const { done, abort, opening, microphone, stream } = rig();
  await vi.waitFor(() => Promise.resolve());
  abort.abort(new Error('Too late.'));
  await expect(opening).rejects.toThrow('Too late.');
  expect(done).toEqual(['unlocked', 'camera stops']);
  microphone.resolve(stream('microphone'));
  await vi.waitFor(() => expect(done).toEqual(['unlocked', 'camera stops', 'microphone stops']));
});

test('what did open is let go of when a part fails', async () => {
  const { done, opening, microphone } = rig();
  microphone.reject(new DOMException('No.', 'NotFoundError'));
  await expect(opening).rejects.toThrow('No microphone was found');
  expect(done).toEqual(['unlocked', 'camera stops']);
});
