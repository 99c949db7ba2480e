/** Whether it is worth trying. */
export interface Network {
  isOnline(): boolean;
  /** Tells of changes until the signal is aborted. */
  onChange(changed: () => void, signal: AbortSignal): void;
}

/**
 * The browser's opinion, which is certain only when it says no. It says nothing about this machine itself: a server
 * on loopback is always worth trying.
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
