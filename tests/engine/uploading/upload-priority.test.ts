import { expect, it } from 'vitest';
import { type TakeUploadPriority, UploadPriority } from '../../../lib/engine/uploading/upload-priority.ts';
import type { OutgoingRequest, Transport } from '../../../lib/upload/wire/transport.ts';

const REQUEST: OutgoingRequest = { method: 'PUT', url: 'https://example.com/up', headers: {}, body: null };
const OPTIONS = { signal: new AbortController().signal, stallTimeoutMs: 1, onProgress: () => undefined };

/** A upload priority in memory: one exclusive holder, or any number of shared ones. */
function way(): TakeUploadPriority {
  let held: Promise<void> = Promise.resolve();
  return async (mode) => {
    const before = held;
    let release: () => void = () => undefined;
    if (mode === 'exclusive') {
      const own = new Promise<void>((resolve) => {
        release = resolve;
      });
      // In the order in which they ask.
      held = before.then(() => own);
    }
    await before;
    return { release };
  };
}

/** `now` is a time that stands still when absent. */
function sender(take: TakeUploadPriority, isFirst: () => boolean, name: string, sent: string[], now = () => 0) {
  const priority = new UploadPriority(take, isFirst, {
    now,
    monotonicMs: now,
    wait: () => new Promise(() => undefined),
  });
  const transport: Transport = {
    send: async () => {
      sent.push(name);
      return { status: 308, headers: {}, text: '', truncated: false, redirectedTo: null, atMs: 0 };
    },
  };
  return { priority, send: () => priority.over(transport).send(REQUEST, OPTIONS) };
}

it('holds older uploads back between the live recording’s chunks, until it has nothing to send', async () => {
  const take = way();
  const sent: string[] = [];
  const live = sender(take, () => true, 'live', sent);
  const older = sender(take, () => false, 'older', sent);
  await live.send();
  const waiting = older.send();
  await live.send();
  await live.send();
  expect(sent).toEqual(['live', 'live', 'live']);
  live.priority.release();
  await waiting;
  expect(sent).toEqual(['live', 'live', 'live', 'older']);
});

it('a request that waits for its turn can be called off, also when the turn was asked for with the one before', async () => {
  const aborted: AbortSignal[] = [];
  let isFree = true;
  const take: TakeUploadPriority = (_mode, signal) => {
    if (isFree) return Promise.resolve({ release: () => undefined });
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        aborted.push(signal);
        resolve(null);
      });
    });
  };
  const priority = new UploadPriority(take, () => false, {
    now: () => 0,
    monotonicMs: () => 0,
    wait: () => new Promise(() => undefined),
  });
  const transport = priority.over({
    send: async () => {
      // Taken by a live recording while this request is on its way.
      isFree = false;
      return { status: 308, headers: {}, text: '', truncated: false, redirectedTo: null, atMs: 0 };
    },
  });
  await transport.send(REQUEST, OPTIONS);
  const request = new AbortController();
  const waiting = transport.send(REQUEST, { ...OPTIONS, signal: request.signal });
  request.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  expect(aborted).toEqual([request.signal]);
});

it('gives the upload priority up when the recording has ended, and sends on like the others', async () => {
  const take = way();
  const sent: string[] = [];
  let isLive = true;
  const ending = sender(take, () => isLive, 'ending', sent);
  const older = sender(take, () => false, 'older', sent);
  await ending.send();
  isLive = false;
  const waiting = older.send();
  await ending.send();
  await waiting;
  expect(sent.toSorted()).toEqual(['ending', 'ending', 'older']);
});

it('asks for the next turn while a request is on its way, and once only when that came a moment ago', async () => {
  const asked: string[] = [];
  const take: TakeUploadPriority = async (mode) => {
    asked.push(mode);
    return { release: () => undefined };
  };
  let nowMs = 0;
  const { send } = sender(
    take,
    () => false,
    'older',
    [],
    () => nowMs,
  );
  await send();
  expect(asked).toHaveLength(2);
  nowMs = 100;
  await send();
  expect(asked).toHaveLength(3);
  // A live recording may have begun to send long ago.
  nowMs = 201;
  await send();
  expect(asked).toHaveLength(5);
});

it('waits with a turn that was asked for as long as a live recording has the upload priority', async () => {
  const take = way();
  const sent: string[] = [];
  const live = sender(take, () => true, 'live', sent);
  const older = sender(take, () => false, 'older', sent);
  const transport: Transport = {
    send: async () => {
      // It begins to send while a request of the older one is on its way, before that one asks for its next turn.
      if (sent.push('older') === 1) await live.send();
      return { status: 308, headers: {}, text: '', truncated: false, redirectedTo: null, atMs: 0 };
    },
  };
  const { priority } = older;
  const send = () => priority.over(transport).send(REQUEST, OPTIONS);
  const first = send();
  await first;
  const second = send();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(sent).toEqual(['older', 'live']);
  live.priority.release();
  await second;
  expect(sent).toEqual(['older', 'live', 'older']);
});
