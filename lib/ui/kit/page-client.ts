import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { assertNever } from '../../base/assert-never.ts';
import type { PageUpdate } from '../../commands/messages.ts';
import { parsePageUpdate } from '../../commands/page-update.ts';
import type { LogEntry } from '../../recording/log-entry.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../recording/snapshot.ts';

/** How many log entries a page keeps. */
export const PAGE_LOG_LIMIT = 1_000;

/** How long a page waits for the hello: a background that could not open its controller is silent. */
export const HELLO_PATIENCE_MS = 3_000;

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

/** What the background tells a page, as signals. */
export interface PageClient {
  readonly snapshot: ReadonlySignal<Snapshot>;
  /** The last {@link PAGE_LOG_LIMIT} entries, oldest first. */
  readonly log: ReadonlySignal<readonly NumberedEntry[]>;
  /** Moves whenever the recordings that are stored have changed beside the snapshot. */
  readonly storedChanges: ReadonlySignal<number>;
  /** Whether the background has said hello over the port that is open now. */
  readonly connected: ReadonlySignal<boolean>;
  close(): void;
}

/** What {@link connectPage} works with. */
export interface PageClientOptions {
  /** Opens a port named `PAGE_PORT` to the background. It may throw: the extension is being replaced. */
  readonly connect: () => PagePort;
  /** Calls back once after `delayMs`; the function it returns calls it off. */
  readonly later: (delayMs: number, callback: () => void) => () => void;
  /** A message or a connection that failed; for the console. */
  readonly onProblem: (problem: unknown) => void;
}

/**
 * Connects a page to the background and stays connected. The port ends whenever the browser stops the service worker;
 * opening another one starts it again, and its hello replaces all that the page knew.
 */
export function connectPage({ connect, later, onProblem }: PageClientOptions): PageClient {
  const snapshot = signal<Snapshot>(EMPTY_SNAPSHOT);
  const log = signal<readonly NumberedEntry[]>([]);
  const storedChanges = signal(0);
  const connected = signal(false);
  let nextNumber = 0;
  let failures = 0;
  let port: PagePort | null = null;
  /** Calls off what is waited for: the hello, or the time to open another port. */
  let callOff: () => void = () => undefined;
  let closed = false;

  const numbered = (entries: readonly LogEntry[]): readonly NumberedEntry[] =>
    entries.slice(-PAGE_LOG_LIMIT).map((entry) => ({ ...entry, number: nextNumber++ }));

  const apply = (update: PageUpdate): void => {
    switch (update.kind) {
      case 'hello':
        callOff();
        failures = 0;
        connected.value = true;
        snapshot.value = update.snapshot;
        log.value = numbered(update.log);
        return;
      case 'snapshot':
        snapshot.value = update.snapshot;
        return;
      case 'log':
        log.value = [...log.value, ...numbered(update.entries)].slice(-PAGE_LOG_LIMIT);
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
    callOff = later(delayMs, open);
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
        callOff();
        reopen();
      });
      callOff = later(HELLO_PATIENCE_MS, () => {
        onProblem(new Error('The background did not say hello.'));
        // Who ends a port is not told that it has ended.
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
    connected,
    close: () => {
      closed = true;
      callOff();
      port?.disconnect();
      port = null;
      connected.value = false;
    },
  };
}
