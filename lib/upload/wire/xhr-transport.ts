import { remindOfGarbage } from '../../base/remind-of-garbage.ts';
import type { Answer } from '../protocols/protocol.ts';
import { describeUrl } from '../url/upload-url.ts';
import { answerHeaders, headerPairs } from './answer-headers.ts';
import { remindersOf } from './body-reminders.ts';
import { MAX_ANSWER_BYTES } from './read-cut.ts';
import {
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type SendOptions,
  type Transport,
  TransportError,
} from './transport.ts';

/** Long enough for the request to be on its way: preparing it uses the thread that is idle afterwards. */
const MOMENT_MS = 1;

/**
 * Requests by XMLHttpRequest, the only API that reports upload progress, in workers too. It passes on a 308 without
 * Location with its headers, which resumable uploads need.
 */
export const xhrTransport: Transport = { send };

/**
 * For the next request, created while the last one was on its way: on a fast link creating one takes noticeable time.
 */
let spare: XMLHttpRequest | null = null;

function send(request: OutgoingRequest, options: SendOptions): Promise<Answer> {
  const { signal, stallTimeoutMs, onProgress } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const xhr = spare ?? new XMLHttpRequest();
    spare = null;
    let head: Omit<Answer, 'text' | 'truncated'> | null = null;
    let stallTimer = 0;
    let moment = 0;
    let isNextPrepared = false;

    const prepareNext = () => {
      if (isNextPrepared) return;
      isNextPrepared = true;
      remindOfGarbage(remindersOf(request.body));
      spare ??= new XMLHttpRequest();
    };
    const settle = (finish: () => void) => {
      clearTimeout(stallTimer);
      clearTimeout(moment);
      prepareNext();
      signal.removeEventListener('abort', onAbort);
      xhr.onreadystatechange = xhr.onload = xhr.onerror = xhr.onabort = xhr.onprogress = xhr.upload.onprogress = null;
      finish();
    };
    const onAbort = () => {
      settle(() => reject(signal.reason));
      xhr.abort();
    };
    const startedAtMs = performance.now();
    const watch = (timeoutMs: number) => {
      clearTimeout(stallTimer);
      stallTimer = setTimeout(() => {
        if (head === null) settle(() => reject(noByteMoved(timeoutMs)));
        else cut(head);
        xhr.abort();
      }, timeoutMs) as unknown as number;
    };
    // The body was too long or didn't end in time. The status line has arrived, and it counts.
    const cut = (answered: Omit<Answer, 'text' | 'truncated'>) => {
      const text = xhr.responseText.slice(0, MAX_ANSWER_BYTES);
      settle(() => resolve({ ...answered, text, truncated: true }));
    };
    const moved = () => watch(stallTimeoutMs);
    // The system's socket buffers hold megabytes that are still on their way when the browser counts them as sent. How
    // long they took to hand over shows how long they may travel.
    const handedOver = () => watch(stallTimeoutMs + 2 * (performance.now() - startedAtMs));

    signal.addEventListener('abort', onAbort);
    xhr.open(request.method, request.url);
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => {
      if (event.loaded < event.total) moved();
      else handedOver();
      onProgress(event.loaded);
    };
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== XMLHttpRequest.HEADERS_RECEIVED || xhr.status === 0) return;
      moved();
      head = {
        status: xhr.status,
        headers: answerHeaders(headerPairs(xhr.getAllResponseHeaders())),
        redirectedTo: redirectedTo(request.url, xhr.responseURL),
        atMs: Date.now(),
      };
    };
    xhr.onprogress = (event) => {
      if (head === null || event.loaded <= MAX_ANSWER_BYTES) return;
      cut(head);
      xhr.abort();
    };
    xhr.onload = () => {
      const text = xhr.responseText.slice(0, MAX_ANSWER_BYTES);
      const truncated = xhr.responseText.length > MAX_ANSWER_BYTES;
      settle(() => (head === null ? reject(noAnswer()) : resolve({ ...head, text, truncated })));
    };
    // To XHR, a truncated body is an error with status 0, but the status line has arrived, and it counts. Nothing here
    // aborts it before it settles: it also reports an abort when the browser's network process dies.
    xhr.onerror = xhr.onabort = () =>
      settle(() => (head === null ? reject(noAnswer()) : resolve({ ...head, text: '', truncated: true })));
    moved();
    xhr.send(request.body);
    moment = setTimeout(prepareNext, MOMENT_MS) as unknown as number;
  });
}

function noAnswer(): TransportError {
  return new TransportError('network', NO_ANSWER);
}

/** XMLHttpRequest follows redirects itself; only the final address shows it. */
function redirectedTo(askedUrl: string, answeredUrl: string): string | null {
  const asked = new URL(askedUrl);
  asked.hash = '';
  return answeredUrl === '' || answeredUrl === asked.href ? null : describeUrl(answeredUrl);
}
