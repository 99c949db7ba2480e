import { expect, test } from 'vitest';
import { promptTransport } from '../../../lib/engine/uploading/prompt-transport.ts';
import type { OutgoingRequest, SendOptions, Transport } from '../../../lib/upload/wire/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const REQUEST: OutgoingRequest = { method: 'PUT', url: 'https://example.com/up', headers: {}, body: null };

function rig(send: (options: SendOptions) => Promise<never>) {
  const clock = new FakeClock();
  const aborter = new AbortController();
  const progress: number[] = [];
  let options: SendOptions | null = null;
  const deaf: Transport = {
    send: (_request, given) => {
      options = given;
      return send(given);
    },
  };
  const sent = promptTransport(deaf, clock)
    .send(REQUEST, {
      signal: aborter.signal,
      stallTimeoutMs: 1,
      onProgress: (bytes) => void progress.push(bytes),
    })
    .catch((error: unknown) => error);
  return { clock, aborter, progress, sent, options: () => options };
}

test('a request that ignores its abort counts as over after a second, and its result is ignored', async () => {
  const { clock, aborter, progress, sent, options } = rig(() => new Promise(() => undefined));
  options()?.onProgress(1);
  const reason = new Error('stopped');
  aborter.abort(reason);
  options()?.onProgress(2);
  await clock.advance(1_000);
  expect(await sent).toBe(reason);
  expect(progress).toEqual([1]);
});

test('what ends by itself keeps its own reason', async () => {
  const error = new Error('The connection broke.');
  const { sent } = rig(() => Promise.reject(error));
  expect(await sent).toBe(error);
});
