import * as v from 'valibot';
import type { Message } from '../../recording/message.ts';
import type { Source } from '../../recording/source.ts';
import type { MintingEndpoint } from '../../recording/target.ts';
import type { Answer } from '../protocols/protocol.ts';
import { PROTOCOLS } from '../protocols/protocols.ts';
import { parseRetryAfter } from '../retry.ts';
import { isWebPage } from '../session/another-server.ts';
import { isRetryableStatus } from '../session/status.ts';
import { checkUploadUrl, leadsHome, MAX_URL_CHARACTERS } from '../url/upload-url.ts';
import type { OutgoingRequest } from '../wire/transport.ts';

/** What the server is sent about the recording. `startedAt` is an ISO 8601 date. */
export interface MintOrder {
  readonly source: Source;
  readonly mimeType: string;
  readonly startedAt: string;
}

/**
 * What a minting endpoint's answer means. A message names the status and never repeats what the server said: that may
 * contain the headers.
 */
export type MintOutcome =
  | { readonly kind: 'minted'; readonly url: string; readonly protocol: string | null }
  | { readonly kind: 'retry'; readonly afterMs: number | null; readonly reason: Message }
  /** `isWord`: only the endpoint itself answers like that. Anything else may come from a proxy or a sign-in page. */
  | { readonly kind: 'refused'; readonly reason: Message; readonly isWord?: true };

const protocol = v.optional(v.picklist(PROTOCOLS.map(({ name }) => name)));
const flat = v.object({ url: v.string(), protocol });
/** Mux's API nests it like this. */
const nested = v.object({ data: flat });

/** The request that asks for an upload URL: `POST` with the order as JSON, and the headers of the settings. */
export function mintRequest({ endpoint, headers }: MintingEndpoint, order: MintOrder): OutgoingRequest {
  return {
    method: 'POST',
    url: endpoint,
    headers: { Accept: 'application/json, text/plain', ...headers, 'Content-Type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(order)),
  };
}

/**
 * Reads the answer: JSON `{"url", "protocol"?}`, the same under `data`, or the URL as plain text. `endpoint`: the
 * endpoint that was asked; a server elsewhere must not send a recording to this computer.
 */
export function readMintAnswer(answer: Answer, endpoint: string): MintOutcome {
  const { status, text, redirectedTo } = answer;
  if (redirectedTo !== null) return { kind: 'refused', reason: redirectMessage(redirectedTo, endpoint) };
  if (isRetryableStatus(status)) {
    const afterMs = parseRetryAfter(answer.headers['retry-after'] ?? null, answer.atMs);
    return { kind: 'retry', afterMs, reason: { id: 'mint.answered', status } };
  }
  if (status < 200 || status >= 300) return { kind: 'refused', reason: refusalMessage(status) };
  if (isWebPage(answer)) return { kind: 'refused', reason: { id: 'mint.webPage' } };
  const offered = readOffer(text.trim());
  if (offered === null) return { kind: 'refused', reason: { id: 'mint.noUrl', status } };
  const checked = checkUploadUrl(offered.url);
  if (checked.kind !== 'ok') {
    const isBad = checked.kind === 'bad';
    const reason: Message = isBad
      ? { id: 'mint.noUsableUrlBecause', reason: checked.reason }
      : { id: 'mint.noUsableUrl' };
    return { kind: 'refused', reason, isWord: true };
  }
  if (leadsHome(checked.url, endpoint)) {
    return { kind: 'refused', reason: { id: 'mint.toThisComputer' }, isWord: true };
  }
  return { kind: 'minted', url: checked.url, protocol: offered.protocol ?? null };
}

function readOffer(text: string): v.InferOutput<typeof flat> | null {
  if (text.length <= MAX_URL_CHARACTERS && /^https?:\/\/\S+$/.test(text)) return { url: text };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Neither a URL nor JSON: the caller quotes it.
    return null;
  }
  if (typeof json === 'string') return { url: json };
  const direct = v.safeParse(flat, json);
  if (direct.success) return direct.output;
  const inner = v.safeParse(nested, json);
  return inner.success ? inner.output.data : null;
}

function refusalMessage(status: number): Message {
  if (status === 401 || status === 403) return { id: 'mint.forbidden', status };
  return status === 404 || status === 410 ? { id: 'mint.notThere', status } : { id: 'mint.refused', status };
}

/** Browsers hide where a redirect leads, so a missing slash is only a guess, for you to try. */
function redirectMessage(redirectedTo: string, endpoint: string): Message {
  const mayLackSlash = URL.parse(endpoint)?.pathname.endsWith('/') === false;
  return { id: mayLackSlash ? 'mint.redirectedMaybeSlash' : 'mint.redirected', redirectedTo };
}
