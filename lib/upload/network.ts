/** Whether trying is worth it. */
export interface Network {
  isOnline(): boolean;
  /** Reports changes until the signal is aborted. */
  onChange(changed: () => void, signal: AbortSignal): void;
}

/**
 * The browser's opinion, which is certain only when it says offline. It says nothing about this computer: a server on
 * loopback is always worth trying.
 */
export function browserNetwork(isLoopback: boolean): Network {
  return {
    isOnline: () => isLoopback || navigator.onLine,
    onChange: (changed, signal) => {
      globalThis.addEventListener('online', changed, { signal });
      globalThis.addEventListener('offline', changed, { signal });
    },
  };
}
