import type { Answer } from '../protocols/protocol.ts';
import { describeUrl } from '../url/upload-url.ts';
import { answerHeaders, headerPairs } from './answer-headers.ts';
import { MAX_ANSWER_BYTES } from './read-cut.ts';
import { remindersOf, remindOfGarbage } from './remind-of-garbage.ts';
import {
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type SendOptions,
  type Transport,
  TransportError,
} from './transport.ts';

/** Long enough for a request to be on its way, which is prepared on the thread that then has nothing to do. */
const MOMENT_MS = 1;

/**
 * Requests by XMLHttpRequest: the one that reports upload progress, in a worker too. It hands a 308 without Location
 * through with its headers, which is what a resumable upload lives on.
 */
export const xhrTransport: Transport = { send };

/** The next request's, made while the last one was on its way: on a fast link, what it takes to make one counts. */
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
    // The body was longer than anybody reads, or did not end in time: the status line had arrived, and it counts.
    const cut = (answered: Omit<Answer, 'text' | 'truncated'>) => {
      const text = xhr.responseText.slice(0, MAX_ANSWER_BYTES);
      settle(() => resolve({ ...answered, text, truncated: true }));
    };
    const moved = () => watch(stallTimeoutMs);
    // The system's socket buffers take megabytes that are still on their way when the browser counts them as sent. How
    // long they took to hand over tells how long they may travel.
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
    // A body that was cut short is an error to XHR, with status 0; but the status line had arrived, and it counts. Nobody
    // here aborts it before it is settled: it is called an abort when the browser's process for the network has died.
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

/** XMLHttpRequest follows redirects by itself; only the final address tells. */
function redirectedTo(askedUrl: string, answeredUrl: string): string | null {
  const asked = new URL(askedUrl);
  asked.hash = '';
  return answeredUrl === '' || answeredUrl === asked.href ? null : describeUrl(answeredUrl);
}
