import type { Sending } from '../../recording/target.ts';
import type { Detection, Discovery } from '../protocols/detection.ts';
import type { Answer, Protocol, UploadRequest } from '../protocols/protocol.ts';
import { PROTOCOLS } from '../protocols/protocols.ts';
import { retryAfterOf } from '../retry.ts';
import { fileAt, isHeadOfPage } from '../session/another-server.ts';
import { isRetryableStatus } from '../session/status.ts';
import { lookOf } from './url-look.ts';

/** Makes a request; null when no answer came. */
export type Ask = (request: UploadRequest) => Promise<Answer | null>;

/**
 * Finds out what an upload URL is. It sends only `HEAD` and `OPTIONS`, which change nothing at any server: what is
 * there is still unknown, and a plain file server would store an empty `PUT` as an empty file.
 *
 * 1. Some URLs show what they are by their look: sessions of Cloud Storage and Mux, signed URLs. No request is needed.
 * 2. `HEAD` with the headers that make a server of each protocol show itself, such as `Tus-Resumable`. Other servers
 * ignore these headers.
 * 3. `OPTIONS`, if that wasn't an upload's answer. It describes an endpoint, even if something in front of the server
 * answers `HEAD` in its place.
 * 4. `HEAD` without those headers, if the first one got no answer: for custom headers a browser asks the server's
 * permission first, and most servers refuse.
 *
 * @param sending how you want it sent; null: as found.
 */
export async function discover(url: string, sending: Sending | null, ask: Ask): Promise<Discovery> {
  const look = lookOf(url);
  const known = firstOf(({ detect }) => detect.byLook(look));
  if (known !== null) return known;
  if (sending === 'after-stop') return { kind: 'whole', why: 'chosen' };

  const asked = await ask({ method: 'HEAD', url, headers: PROBE_HEADERS, body: null });
  if (asked !== null && asked.redirectedTo === null) {
    const shown = firstOf(({ detect }) => detect.byHead(asked));
    if (shown !== null) return shown;
  }
  const options = await ask({ method: 'OPTIONS', url, headers: PROBE_HEADERS, body: null });
  const head = asked ?? (await ask({ method: 'HEAD', url, headers: {}, body: null }));
  // An overloaded server's answer shows nothing about the address.
  if (head !== null && isRetryableStatus(head.status)) return later(head);
  const served = firstOf(({ detect }) => detect.byServer(head, options));
  if (served?.kind === 'endpoint' && firstOf(({ detect }) => detect.byServer(asked, null)) === null) {
    const { status = null, redirectedTo = null } = asked ?? {};
    return { ...served, interference: { status, redirectedTo } };
  }
  if (served !== null) return served;
  if (head === null) return { kind: 'no-answer', status: null, retryAfterMs: null };
  const mayHide = look.kind !== 'likely-session' && sending === null;
  return readHead(head, mayHide, sending !== null);
}

const PROBE_HEADERS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...PROTOCOLS.map(({ detect }) => detect.probeHeaders),
);

/** What the first protocol that recognizes the address says; null for none. */
function firstOf(detected: (protocol: Protocol) => Discovery | null): Discovery | null {
  for (const protocol of PROTOCOLS) {
    const found = detected(protocol);
    if (found !== null) return found;
  }
  return null;
}

/**
 * @param mayHide whether a refused `HEAD` means that the file has to be sent whole.
 * @param isChosen whether you have seen its answer and chosen how to send: then a web page doesn't matter.
 */
function readHead(head: Answer, mayHide: boolean, isChosen: boolean): Discovery {
  const { status, redirectedTo } = head;
  if (redirectedTo !== null) return { kind: 'elsewhere', redirectedTo };
  const shown = firstOf(({ detect }) => (isPlain(detect) ? detect.byHead(head) : null));
  if (shown !== null) return shown;
  if (status >= 200 && status < 300) {
    if (isHeadOfPage(head)) return isChosen ? { kind: 'unknown', status } : { kind: 'elsewhere', redirectedTo: null };
    const file = fileAt(head);
    if (file !== null) return { kind: 'occupied', ...file };
    const hasContent = head.headers['content-type'] !== undefined && head.headers['content-length'] === undefined;
    if (hasContent && !isChosen) return { kind: 'unknown', status, unclear: true };
  }
  if (mayHide && (status === 401 || status === 403)) return { kind: 'whole', why: 'hidden' };
  return { kind: 'unknown', status };
}

/** Whether the protocol needs no header for which a browser asks the server's permission. */
function isPlain({ probeHeaders }: Detection): boolean {
  return Object.keys(probeHeaders).length === 0;
}

function later(head: Answer): Discovery {
  return { kind: 'no-answer', status: head.status, retryAfterMs: retryAfterOf(head) };
}
