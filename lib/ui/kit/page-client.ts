import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { assertNever } from '../../base/errors.ts';
import type { PageUpdate } from '../../commands/messages.ts';
import { parsePageUpdate } from '../../commands/page-update.ts';
import type { LogEntry } from '../../recording/log-entry.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../recording/snapshot.ts';

/** How many log entries a page keeps. */
export const PAGE_LOG_LIMIT = 1_000;

/** How long a page waits for the hello before it opens another port: a background that failed to start never sends one. */
export const HELLO_PATIENCE_MS = 3_000;

/** A service worker starts in a fraction of a second; in a few seconds while the computer itself is starting. */
export const SILENCE_MS = 5_000;

const LONGEST_WAIT_MS = 2_000;

/** The part of `runtime.Port` that a page needs. */
export interface PagePort {
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
  disconnect(): void;
}

/** A log entry with its number in the order of arrival: a stable key to render by. */
export interface NumberedEntry extends LogEntry {
  readonly number: number;
}

/** What the background reports to a page, as signals. */
export interface PageClient {
  readonly snapshot: ReadonlySignal<Snapshot>;
  /** The last {@link PAGE_LOG_LIMIT} entries, oldest first. */
  readonly log: ReadonlySignal<readonly NumberedEntry[]>;
  /** How many seconds are left until a recording starts; null when none is about to. */
  readonly countdown: ReadonlySignal<number | null>;
  /** Goes up whenever stored recordings change in a way that the snapshot does not show. */
  readonly storedChanges: ReadonlySignal<number>;
  /** Whether the background has said hello on the current port. */
  readonly connected: ReadonlySignal<boolean>;
  close(): void;
}

/** What {@link connectPage} works with. */
export interface PageClientOptions {
  /** Opens a port named `PAGE_PORT` to the background. It may throw: the extension is being replaced. */
  readonly connect: () => PagePort;
  /** Calls back once after `delayMs`; the returned function cancels that. */
  readonly later: (delayMs: number, callback: () => void) => () => void;
  /** Called with a message or connection that failed; for the console. */
  readonly onProblem: (problem: unknown) => void;
}

/**
 * Connects a page to the background and reconnects as needed. The port closes whenever the browser stops the service
 * worker; opening another one starts it again, and its hello replaces everything the page knew.
 */
export function connectPage({ connect, later, onProblem }: PageClientOptions): PageClient {
  const snapshot = signal<Snapshot>(EMPTY_SNAPSHOT);
  const log = signal<readonly NumberedEntry[]>([]);
  const storedChanges = signal(0);
  const countdown = signal<number | null>(null);
  const connected = signal(false);
  let nextNumber = 0;
  let failures = 0;
  let port: PagePort | null = null;
  /** Cancels the pending wait: for the hello, or to open another port. */
  let cancelWait: () => void = () => undefined;
  let closed = false;

  const numbered = (entries: readonly LogEntry[]): readonly NumberedEntry[] =>
    entries.slice(-PAGE_LOG_LIMIT).map((entry) => ({ ...entry, number: nextNumber++ }));

  const apply = (update: PageUpdate): void => {
    switch (update.kind) {
      case 'hello':
        cancelWait();
        failures = 0;
        connected.value = true;
        // A running countdown is reported next.
        countdown.value = null;
        snapshot.value = update.snapshot;
        log.value = numbered(update.log);
        return;
      case 'snapshot':
        snapshot.value = update.snapshot;
        return;
      case 'log':
        log.value = [...log.value, ...numbered(update.entries)].slice(-PAGE_LOG_LIMIT);
        return;
      case 'countdown':
        countdown.value = update.secondsLeft;
        return;
      case 'recordings-changed':
        storedChanges.value += 1;
        return;
      default:
        assertNever(update);
    }
  };

  const reopen = (): void => {
    port = null;
    connected.value = false;
    const delayMs = failures === 0 ? 0 : Math.min(LONGEST_WAIT_MS, 50 * 2 ** (failures - 1));
    failures += 1;
    cancelWait = later(delayMs, open);
  };

  const open = (): void => {
    if (closed) return;
    try {
      const opened = connect();
      port = opened;
      opened.onMessage.addListener((message) => {
        if (port !== opened) return;
        try {
          const update = parsePageUpdate(message);
          batch(() => apply(update));
        } catch (problem) {
          onProblem(problem);
        }
      });
      opened.onDisconnect.addListener(() => {
        if (port !== opened) return;
        cancelWait();
        reopen();
      });
      cancelWait = later(HELLO_PATIENCE_MS, () => {
        onProblem(new Error('The background sent no hello in time.'));
        // `onDisconnect` fires only at the other end.
        opened.disconnect();
        reopen();
      });
    } catch (problem) {
      onProblem(problem);
      reopen();
    }
  };

  open();
  return {
    snapshot,
    log,
    storedChanges,
    countdown,
    connected,
    close: () => {
      closed = true;
      cancelWait();
      port?.disconnect();
      port = null;
      connected.value = false;
    },
  };
}

/** Whether a page has been disconnected for {@link SILENCE_MS}. `nowMs`: a clock that ticks, in milliseconds. */
export function silenceOf(connected: ReadonlySignal<boolean>, nowMs: ReadonlySignal<number>): ReadonlySignal<boolean> {
  const lastHeardMs = signal(nowMs.peek());
  effect(() => {
    if (connected.value) lastHeardMs.value = nowMs.value;
  });
  return computed(() => !connected.value && nowMs.value - lastHeardMs.value >= SILENCE_MS);
}
