import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/**
 * Opens a device while the component is shown, and releases it at the end, even if it opens too late. Null while it
 * isn't open: it may be busy, or gone. `key` identifies the request: a change opens another device.
 */
export function useOpenDevice(constraints: MediaStreamConstraints, key: string): ReadonlySignal<MediaStream | null> {
  const stream = useSignal<MediaStream | null>(null);
  useEffect(() => {
    let isOver = false;
    let opened: MediaStream | null = null;
    const letGo = () => {
      for (const track of opened?.getTracks() ?? []) track.stop();
    };
    navigator.mediaDevices.getUserMedia(constraints).then(
      (found) => {
        opened = found;
        if (isOver) return letGo();
        stream.value = found;
      },
      (error: unknown) => console.debug('The device does not open now.', error),
    );
    return () => {
      isOver = true;
      stream.value = null;
      letGo();
    };
  }, [key, stream]);
  return stream;
}
