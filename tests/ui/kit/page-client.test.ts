import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../lib/recording/log-entry.ts';
import type { Snapshot } from '../../../lib/recording/snapshot.ts';
import {
  connectPage,
  HELLO_PATIENCE_MS,
  PAGE_LOG_LIMIT,
  type PagePort,
  SILENCE_MS,
  silenceOf,
} from '../../../lib/ui/kit/page-client.ts';
import { say } from '../../../lib/words/say.ts';
import { aRecording } from '../../support/a-recording.ts';
import { text } from '../../support/text.ts';

const recording = aRecording({
  link: { kind: 'retrying', attempt: 1, nextAtMs: 5, reason: { id: 'upload.noAnswer' } },
  canTryAgain: true,
  targetLabel: 'https://h.example/…/a',
  sentPerSecond: [1, 2],
});
const one: Snapshot = { current: recording, others: [] };
const two: Snapshot = { current: { ...recording, spooledBytes: 20 }, others: [recording] };

const entry = (words: string): LogEntry => ({ atMs: 1, level: 'info', message: text(words), recordingId: null });

class FakePort implements PagePort {
  #hear: (message: unknown) => void = () => undefined;
  #end: () => void = () => undefined;
  isClosed = false;
  readonly onMessage = {
    addListener: (listener: (message: unknown) => void) => {
      this.#hear = listener;
    },
  };
  readonly onDisconnect = {
    addListener: (listener: () => void) => {
      this.#end = listener;
    },
  };
  disconnect(): void {
    this.isClosed = true;
  }
  say(message: unknown): void {
    this.#hear(message);
  }
  end(): void {
    this.#end();
  }
}

function setUp({ connectFails = 0 } = {}) {
  const ports: FakePort[] = [];
  /** Before another port was opened. */
  const waits: number[] = [];
  const problems: unknown[] = [];
  const pending = new Map<() => void, number>();
  let failsLeft = connectFails;
  const client = connectPage({
    connect: () => {
      if (failsLeft-- > 0) throw new Error('Extension context invalidated.');
      const port = new FakePort();
      ports.push(port);
      return port;
    },
    later: (delayMs, callback) => {
      if (delayMs !== HELLO_PATIENCE_MS) waits.push(delayMs);
      pending.set(callback, delayMs);
      return () => pending.delete(callback);
    },
    onProblem: (problem) => problems.push(problem),
  });
  const port = (index: number): FakePort => {
    const found = ports[index];
    if (found === undefined) throw new Error(`There is no port ${index}.`);
    return found;
  };
  /** Lets the time pass until something is due. */
  const elapse = () => {
    const [first] = [...pending].toSorted(([, a], [, b]) => a - b);
    if (first === undefined) return;
    pending.delete(first[0]);
    first[0]();
  };
  return { client, port, ports, waits, problems, pending, elapse };
}

describe('connectPage', () => {
  it('shows nothing before the hello', () => {
    const { client, port } = setUp();
    expect(client.connected.value).toBe(false);
    expect(client.snapshot.value).toEqual({ current: null, others: [] });
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    expect(client.connected.value).toBe(true);
    expect(client.snapshot.value).toEqual(one);
    expect(client.log.value.map((line) => say(line.message))).toEqual(['a']);
  });

  it('applies new snapshots and appends new log entries', () => {
    const { client, port } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    port(0).say({ kind: 'snapshot', snapshot: two });
    port(0).say({ kind: 'log', entries: [entry('b'), entry('c')] });
    expect(client.snapshot.value).toEqual(two);
    expect(client.log.value.map((line) => say(line.message))).toEqual(['a', 'b', 'c']);
  });

  it('keeps the last 1,000 log entries, each with its own number', () => {
    const { client, port } = setUp();
    const many = Array.from({ length: PAGE_LOG_LIMIT + 5 }, (_, index) => entry(`${index}`));
    port(0).say({ kind: 'hello', snapshot: one, log: many });
    port(0).say({ kind: 'log', entries: [entry('last')] });
    expect(client.log.value).toHaveLength(PAGE_LOG_LIMIT);
    expect(client.log.value.at(0)?.message).toEqual(text('6'));
    expect(client.log.value.at(-1)?.message).toEqual(text('last'));
    expect(new Set(client.log.value.map((line) => line.number)).size).toBe(PAGE_LOG_LIMIT);
  });

  it('reconnects at once when the service worker stops, and the next hello replaces everything', () => {
    const { client, port, waits, elapse } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    port(0).end();
    expect(client.connected.value).toBe(false);
    expect(client.snapshot.value).toEqual(one);
    expect(waits).toEqual([0]);
    elapse();
    port(1).say({ kind: 'hello', snapshot: two, log: [entry('b')] });
    expect(client.snapshot.value).toEqual(two);
    expect(client.log.value.map((line) => say(line.message))).toEqual(['b']);
  });

  it('waits longer each time a port closes without a hello, and starts over after one', () => {
    const { port, ports, waits, elapse } = setUp();
    for (let round = 0; round < 9; round++) {
      port(ports.length - 1).end();
      elapse();
    }
    expect(waits).toEqual([0, 50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
    port(ports.length - 1).say({ kind: 'hello', snapshot: one, log: [] });
    port(ports.length - 1).end();
    expect(waits.at(-1)).toBe(0);
  });

  it('retries when the port cannot be opened', () => {
    const { client, port, waits, problems, elapse } = setUp({ connectFails: 2 });
    elapse();
    elapse();
    port(0).say({ kind: 'hello', snapshot: one, log: [] });
    expect(waits).toEqual([0, 50]);
    expect(problems).toHaveLength(2);
    expect(client.connected.value).toBe(true);
  });

  it('closes a port without a timely hello, ignores it, and opens another', () => {
    const { client, port, ports, waits, problems, elapse } = setUp();
    elapse();
    expect(port(0).isClosed).toBe(true);
    expect(problems).toHaveLength(1);
    port(0).say({ kind: 'hello', snapshot: one, log: [] });
    expect(client.connected.value).toBe(false);
    elapse();
    elapse();
    elapse();
    port(2).say({ kind: 'hello', snapshot: two, log: [] });
    expect(client.connected.value).toBe(true);
    expect(client.snapshot.value).toEqual(two);
    expect(waits).toEqual([0, 50]);
    expect(ports).toHaveLength(3);
  });

  it('stops waiting for the hello when the port closes first', () => {
    const { port, pending, waits, elapse } = setUp();
    port(0).end();
    expect([...pending.values()]).toEqual([0]);
    elapse();
    expect([...pending.values()]).toEqual([HELLO_PATIENCE_MS]);
    expect(waits).toEqual([0]);
  });

  it('keeps a port open after its hello, however quiet it is', () => {
    const { port, pending } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [] });
    expect(pending.size).toBe(0);
    expect(port(0).isClosed).toBe(false);
  });

  it.each([
    null,
    'hello',
    { kind: 'goodbye' },
    { kind: 'snapshot', snapshot: { current: { ...recording, state: 'asleep' }, others: [] } },
    { kind: 'log', entries: [{ ...entry('x'), level: 'loud' }] },
    { kind: 'snapshot', snapshot: { current: { ...recording, ackedBytes: Number.NaN }, others: [] } },
  ])('rejects an unknown message and keeps its state: %j', (message) => {
    const { client, port, problems } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    port(0).say(message);
    expect(problems).toHaveLength(1);
    expect(client.snapshot.value).toEqual(one);
    expect(client.log.value).toHaveLength(1);
  });

  it('ignores a port that was replaced', () => {
    const { client, port, elapse } = setUp();
    port(0).end();
    elapse();
    port(1).say({ kind: 'hello', snapshot: two, log: [] });
    port(0).say({ kind: 'snapshot', snapshot: one });
    expect(client.snapshot.value).toEqual(two);
  });

  it('stays closed once closed', () => {
    const { client, port, ports, waits, elapse } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [] });
    client.close();
    expect(port(0).isClosed).toBe(true);
    port(0).end();
    elapse();
    expect(ports).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('cancels a pending reconnection when it is closed', () => {
    const { client, port, ports, elapse } = setUp();
    port(0).end();
    client.close();
    elapse();
    expect(ports).toHaveLength(1);
  });
});

function silenceRig() {
  const connected = signal(false);
  const nowMs = signal(1_000);
  const silent = silenceOf(connected, nowMs);
  const elapse = (ms: number): void => {
    nowMs.value += ms;
  };
  return { connected, silent, elapse };
}

describe('silenceOf', () => {
  it('gives a background that is starting its time, and calls it silent then', () => {
    const { silent, elapse } = silenceRig();
    expect(silent.value).toBe(false);
    elapse(SILENCE_MS - 1);
    expect(silent.value).toBe(false);
    elapse(1);
    expect(silent.value).toBe(true);
  });

  it('ends with the hello, and starts counting again when the connection ends', () => {
    const { connected, silent, elapse } = silenceRig();
    elapse(SILENCE_MS);
    connected.value = true;
    expect(silent.value).toBe(false);
    elapse(10 * SILENCE_MS);
    connected.value = false;
    expect(silent.value).toBe(false);
    elapse(SILENCE_MS);
    expect(silent.value).toBe(true);
  });

  it('is none while the page is connected, however far the clock jumps', () => {
    const { connected, silent, elapse } = silenceRig();
    connected.value = true;
    const seen: boolean[] = [];
    silent.subscribe((isSilent) => seen.push(isSilent));
    elapse(3_600_000);
    expect(seen).toEqual([false]);
  });
});
