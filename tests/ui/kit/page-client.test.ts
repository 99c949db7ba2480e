import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../lib/recording/log-entry.ts';
import type { Snapshot } from '../../../lib/recording/snapshot.ts';
import { connectPage, HELLO_PATIENCE_MS, PAGE_LOG_LIMIT, type PagePort } from '../../../lib/ui/kit/page-client.ts';
import { aRecording } from '../../support/a-recording.ts';

const recording = aRecording({
  link: { kind: 'retrying', attempt: 1, nextAtMs: 5, reason: 'No answer.' },
  canTryAgain: true,
  targetLabel: 'https://h.example/…/a',
  sentPerSecond: [1, 2],
});
const one: Snapshot = { current: recording, others: [] };
const two: Snapshot = { current: { ...recording, spooledBytes: 20 }, others: [recording] };

const entry = (text: string): LogEntry => ({ atMs: 1, level: 'info', text, recordingId: null });

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
  it('shows nothing until the background has said hello', () => {
    const { client, port } = setUp();
    expect(client.connected.value).toBe(false);
    expect(client.snapshot.value).toEqual({ current: null, others: [] });
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    expect(client.connected.value).toBe(true);
    expect(client.snapshot.value).toEqual(one);
    expect(client.log.value.map((line) => line.text)).toEqual(['a']);
  });

  it('takes later snapshots and appends later log entries', () => {
    const { client, port } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    port(0).say({ kind: 'snapshot', snapshot: two });
    port(0).say({ kind: 'log', entries: [entry('b'), entry('c')] });
    expect(client.snapshot.value).toEqual(two);
    expect(client.log.value.map((line) => line.text)).toEqual(['a', 'b', 'c']);
  });

  it('keeps the last 1,000 log entries, each with a number of its own', () => {
    const { client, port } = setUp();
    const many = Array.from({ length: PAGE_LOG_LIMIT + 5 }, (_, index) => entry(`${index}`));
    port(0).say({ kind: 'hello', snapshot: one, log: many });
    port(0).say({ kind: 'log', entries: [entry('last')] });
    expect(client.log.value).toHaveLength(PAGE_LOG_LIMIT);
    expect(client.log.value.at(0)?.text).toBe('6');
    expect(client.log.value.at(-1)?.text).toBe('last');
    expect(new Set(client.log.value.map((line) => line.number)).size).toBe(PAGE_LOG_LIMIT);
  });

  it('opens another port at once when the service worker stops, and the next hello replaces everything', () => {
    const { client, port, waits, elapse } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    port(0).end();
    expect(client.connected.value).toBe(false);
    expect(client.snapshot.value).toEqual(one);
    expect(waits).toEqual([0]);
    elapse();
    port(1).say({ kind: 'hello', snapshot: two, log: [entry('b')] });
    expect(client.snapshot.value).toEqual(two);
    expect(client.log.value.map((line) => line.text)).toEqual(['b']);
  });

  it('waits longer each time the port ends without a hello, and starts over after one', () => {
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

  it('tries again when the port cannot even be opened', () => {
    const { client, port, waits, problems, elapse } = setUp({ connectFails: 2 });
    elapse();
    elapse();
    port(0).say({ kind: 'hello', snapshot: one, log: [] });
    expect(waits).toEqual([0, 50]);
    expect(problems).toHaveLength(2);
    expect(client.connected.value).toBe(true);
  });

  it('ends a port over which no hello comes in time, hears nothing from it, and opens another one', () => {
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

  it('waits for the hello no longer when the port ends before it', () => {
    const { port, pending, waits, elapse } = setUp();
    port(0).end();
    expect([...pending.values()]).toEqual([0]);
    elapse();
    expect([...pending.values()]).toEqual([HELLO_PATIENCE_MS]);
    expect(waits).toEqual([0]);
  });

  it('leaves a port open over which the hello has come, however quiet it is from then on', () => {
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
  ])('refuses a message that is none of ours and keeps what it knows: %j', (message) => {
    const { client, port, problems } = setUp();
    port(0).say({ kind: 'hello', snapshot: one, log: [entry('a')] });
    port(0).say(message);
    expect(problems).toHaveLength(1);
    expect(client.snapshot.value).toEqual(one);
    expect(client.log.value).toHaveLength(1);
  });

  it('hears nothing from a port that was replaced', () => {
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

  it('calls off a reconnection that was waiting when it is closed', () => {
    const { client, port, ports, elapse } = setUp();
    port(0).end();
    client.close();
    elapse();
    expect(ports).toHaveLength(1);
  });
});
