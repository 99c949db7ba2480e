import { assertNever } from '../../base/errors.ts';
import { remindOfGarbage } from '../../base/remind-of-garbage.ts';
import { MessageError } from '../../recording/message.ts';
import type { Answer } from '../protocols/protocol.ts';
import { remindersOf } from './body-reminders.ts';
import type { WireNews, WireOrder } from './serve-wire.ts';
import { noByteMoved, type OutgoingRequest, type SendOptions, type Transport, TransportError } from './transport.ts';

/** A new frame loads in a fraction of a second, or a few seconds on a busy machine. */
const TAKEN_PATIENCE_MS = 10_000;
/** The far end gives up a stalled request; if it doesn't, it is the far end that hangs. */
const SILENCE_PATIENCE_MS = 60_000;
/** Give up after this many wires in a row that take nothing. */
const MAX_DEAD_WIRES = 2;

/** Hosts that a policy can name: letters, digits, dots and hyphens, and a port. Neither `[::1]` nor an underscore. */
const NAMEABLE = /^https?:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?$/;

/** What a wire needs. */
export interface WirePorts {
  /** Opens the other end with `serveWire` where only `origin` can be reached, and ends the previous one. */
  open(origin: string, port: MessagePort): void;
  /** For origins that no policy can name, and when no wire takes a request. Must not follow redirects. */
  readonly fallback: Transport;
}

interface Wire {
  readonly origin: string;
  readonly port: MessagePort;
}

/**
 * A transport for a recording's bodies, with progress, that no redirect can take to another origin. One request at a
 * time: a wire belongs to an origin, and the next one ends it.
 */
export function wireTransport(ports: WirePorts): Transport {
  let wire: Wire | null = null;
  let requests = 0;
  let deadWires = 0;

  const wireTo = (origin: string): Wire => {
    if (wire?.origin === origin) return wire;
    wire?.port.close();
    const { port1, port2 } = new MessageChannel();
    wire = { origin, port: port1 };
    ports.open(origin, port2);
    return wire;
  };
  const drop = (dead: Wire) => {
    dead.port.close();
    if (wire === dead) wire = null;
  };

  return {
    async send(request, options) {
      options.signal.throwIfAborted();
      const { origin } = new URL(request.url);
      if (!NAMEABLE.test(origin) || deadWires >= MAX_DEAD_WIRES) return ports.fallback.send(request, options);
      requests += 1;
      const used = wireTo(origin);
      const answer = await exchange(used.port, requests, request, options, () => drop(used));
      if (answer !== 'not taken') {
        deadWires = 0;
        return answer;
      }
      deadWires += 1;
      return ports.fallback.send(request, options);
    },
  };
}

function exchange(
  port: MessagePort,
  id: number,
  request: OutgoingRequest,
  { signal, stallTimeoutMs, onProgress }: SendOptions,
  drop: () => void,
): Promise<Answer | 'not taken'> {
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const order = (what: WireOrder) => port.postMessage(what);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      port.onmessage = null;
      remindOfGarbage(remindersOf(request.body));
      finish();
    };
    const giveUp = (finish: () => void) => {
      // Cancels what is still on its way to the far end.
      order({ kind: 'abort', id });
      settle(finish);
    };
    const onAbort = () => giveUp(() => reject(signal.reason));
    const dead = (finish: () => void) => {
      giveUp(finish);
      drop();
    };
    const watch = () => {
      clearTimeout(timer);
      const patienceMs = stallTimeoutMs + 2 * (performance.now() - startedAtMs) + SILENCE_PATIENCE_MS;
      timer = setTimeout(() => dead(() => reject(noByteMoved(patienceMs))), patienceMs);
    };
    port.onmessage = ({ data }: MessageEvent<WireNews>) => {
      // An earlier request was given up here, but not there yet.
      if (data.id !== id) return;
      switch (data.kind) {
        case 'taken':
          return watch();
        case 'progress':
          watch();
          return onProgress(data.sentBytes);
        case 'answer':
          return settle(() => resolve(data.answer));
        case 'failed': {
          const { failure, what } = data;
          const error = failure === 'other' ? new MessageError(what) : new TransportError(failure, what);
          return settle(() => reject(error));
        }
        default:
          return assertNever(data);
      }
    };
    signal.addEventListener('abort', onAbort);
    timer = setTimeout(() => dead(() => resolve('not taken')), TAKEN_PATIENCE_MS);
    order({ kind: 'send', id, request, stallTimeoutMs });
  });
}
