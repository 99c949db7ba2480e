import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../lib/upload/protocols/protocol.ts';
import { serveWire } from '../../../lib/upload/wire/serve-wire.ts';
import {
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type Transport,
  TransportError,
} from '../../../lib/upload/wire/transport.ts';
import { wireTransport } from '../../../lib/upload/wire/wire-transport.ts';
import { answer } from '../../support/answer.ts';

const HERE = 'https://up.example/a?b';
const bodyTo = (url: string): OutgoingRequest => ({
  method: 'PUT',
  url,
  headers: { A: 'b' },
  body: new Uint8Array([1, 2, 3]),
});
const options = (signal = new AbortController().signal, onProgress: (bytes: number) => void = () => undefined) => ({
  signal,
  stallTimeoutMs: 30_000,
  onProgress,
});

/** Both ends of wires, with what stands behind the far one. */
function rig(far: Transport | 'deaf') {
  const opened: string[] = [];
  const closes: (() => void)[] = [];
  const fellBack: string[] = [];
  let violated: () => void = () => undefined;
  const transport = wireTransport({
    open: (origin, port) => {
      opened.push(origin);
      closes.push(() => port.close());
      if (far !== 'deaf') {
        serveWire(port, far, (callback) => {
          violated = callback;
          return () => undefined;
        });
      }
    },
    fallback: {
      send: async ({ url }) => {
        fellBack.push(url);
        return answer(299);
      },
    },
  });
  return { transport, opened, fellBack, violate: () => violated(), close: () => closes.map((close) => close()) };
}

/** The ports are real, and need real turns; only time is not. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('wireTransport', () => {
  it('hands a request over with its body, and back what comes of it', async () => {
    const requests: OutgoingRequest[] = [];
    const { transport, opened, close } = rig({
      send: async (request, { onProgress }) => {
        requests.push(request);
        onProgress(2);
        return answer(308, { range: 'bytes=0-2' });
      },
    });
    const progress: number[] = [];
    const first = await transport.send(
      bodyTo(HERE),
      options(undefined, (bytes) => progress.push(bytes)),
    );
    expect(first).toEqual(answer(308, { range: 'bytes=0-2' }));
    expect(progress).toEqual([2]);
    expect(requests).toEqual([bodyTo(HERE)]);
    await transport.send(bodyTo('https://up.example/other'), options());
    expect(opened).toEqual(['https://up.example']);
    await transport.send(bodyTo('https://up.example:8443/a'), options());
    expect(opened).toEqual(['https://up.example', 'https://up.example:8443']);
    close();
  });

  it('takes what the policy stopped for a redirect, and every other failure for what it is', async () => {
    const failing = rig({ send: () => Promise.reject(new TransportError('network', NO_ANSWER)) });
    const stopped = failing.transport.send(bodyTo(HERE), options());
    await turns();
    failing.violate();
    expect(await stopped).toMatchObject({ redirectedTo: 'another address', text: '' });
    const broken = failing.transport.send(bodyTo(HERE), options()).catch((error: unknown) => error);
    await turns();
    await vi.advanceTimersByTimeAsync(250);
    expect(await broken).toEqual(new TransportError('network', NO_ANSWER));
    // The browser is late with what it says of the request before.
    const next = Promise.withResolvers<Answer>();
    const following = rig({ send: () => next.promise });
    const unlucky = following.transport.send(bodyTo(HERE), options()).catch((error: unknown) => error);
    await turns();
    following.violate();
    await vi.advanceTimersByTimeAsync(1_000);
    next.reject(new TransportError('network', NO_ANSWER));
    await vi.advanceTimersByTimeAsync(250);
    expect(await unlucky).toEqual(new TransportError('network', NO_ANSWER));
    following.close();
    failing.close();
    const late = rig({ send: () => Promise.reject(noByteMoved(30_000)) });
    expect(await late.transport.send(bodyTo(HERE), options()).catch((error: unknown) => error)).toMatchObject({
      kind: 'timeout',
      what: { id: 'upload.noByteMoved', silentMs: 30_000 },
    });
    late.close();
  });

  it('calls a request off at the far end, and takes none of its news for the next one', async () => {
    const signals: AbortSignal[] = [];
    const late = Promise.withResolvers<Answer>();
    const { transport, close } = rig({
      send: (_request, { signal }) => {
        signals.push(signal);
        return signals.length === 1 ? late.promise : Promise.resolve(answer(200));
      },
    });
    const cut = new AbortController();
    const first = transport.send(bodyTo(HERE), options(cut.signal)).catch((error: unknown) => error);
    await turns();
    cut.abort('paused');
    expect(await first).toBe('paused');
    await turns();
    const second = transport.send(bodyTo(HERE), options());
    late.resolve(answer(500));
    expect(await second).toEqual(answer(200));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    close();
  });

  it('goes another way when no wire takes the request, and soon stops trying wires', async () => {
    const { transport, opened, fellBack, close } = rig('deaf');
    for (let tries = 0; tries < 2; tries += 1) {
      const sent = transport.send(bodyTo(HERE), options());
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await sent).toEqual(answer(299));
    }
    expect(await transport.send(bodyTo(HERE), options())).toEqual(answer(299));
    expect(opened).toHaveLength(2);
    expect(fellBack).toHaveLength(3);
    close();
  });

  it('waits no longer than it must for a far end that took a request and is silent, and opens another', async () => {
    const { transport, opened, close } = rig({ send: () => new Promise(() => undefined) });
    const sent = transport.send(bodyTo(HERE), options()).catch((error: unknown) => error);
    await turns();
    await vi.advanceTimersByTimeAsync(95_000);
    expect(await sent).toMatchObject({ name: 'TransportError', kind: 'timeout' });
    void transport.send(bodyTo(HERE), options()).catch(() => undefined);
    expect(opened).toHaveLength(2);
    close();
  });

  it.each(['https://[::1]:8080/a', 'https://a_b.example/a'])(
    'sends to %s, which no policy can name, another way',
    async (url) => {
      const { transport, opened, fellBack } = rig('deaf');
      await transport.send(bodyTo(url), options());
      expect([opened, fellBack]).toEqual([[], [url]]);
    },
  );
});
