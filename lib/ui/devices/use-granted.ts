import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Device } from '../../recording/source.ts';

/** Whether the browser may open a device without asking. False until it says so. */
export function useGranted(name: Device): ReadonlySignal<boolean> {
  const isGranted = useSignal(false);
  useEffect(() => {
    const listening = new AbortController();
    navigator.permissions.query({ name }).then(
      (status) => {
        const look = () => {
          isGranted.value = status.state === 'granted';
        };
        if (listening.signal.aborted) return;
        status.addEventListener('change', look, { signal: listening.signal });
        look();
      },
      (error: unknown) => console.warn('The browser does not tell its permissions.', error),
    );
    return () => listening.abort();
  }, [name, isGranted]);
  return isGranted;
}
