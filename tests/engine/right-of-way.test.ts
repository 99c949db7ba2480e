import { expect, it } from 'vitest';
import { RightOfWay, type TakeRightOfWay } from '../../lib/engine/right-of-way.ts';
import type { OutgoingRequest, Transport } from '../../lib/upload/transport.ts';

const REQUEST: OutgoingRequest = { method: 'PUT', url: 'https://example.com/up', headers: {}, body: null };
const OPTIONS = { signal: new AbortController().signal, stallTimeoutMs: 1, onProgress: () => undefined };

/** A right of way in memory: one exclusive holder, or any number of shared ones. */
function way(): TakeRightOfWay {
  let held: Promise<void> = Promise.resolve();
  return async (mode) => {
    await held;
    let release: () => void = () => undefined;
    if (mode === 'exclusive') {
      held = new Promise((resolve) => {
        release = resolve;
      });
    }
    return { release };
  };
}

function sender(take: TakeRightOfWay, isFirst: () => boolean, name: string, sent: string[]) {
  const rightOfWay = new RightOfWay(take, isFirst);
  const transport: Transport = {
    send: async () => {
      sent.push(name);
      return { status: 308, headers: {}, text: '', truncated: false, atMs: 0 };
    },
  };
  return { rightOfWay, send: () => rightOfWay.over(transport).send(REQUEST, OPTIONS) };
}

it('keeps older uploads back between the chunks of the recording that is being made, until it has nothing to send', async () => {
  const take = way();
  const sent: string[] = [];
  const live = sender(take, () => true, 'live', sent);
  const older = sender(take, () => false, 'older', sent);
  await live.send();
  const waiting = older.send();
  await live.send();
  await live.send();
  expect(sent).toEqual(['live', 'live', 'live']);
  live.rightOfWay.release();
  await waiting;
  expect(sent).toEqual(['live', 'live', 'live', 'older']);
});

it('gives the right of way up when the recording has ended, and sends on like the others', async () => {
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
