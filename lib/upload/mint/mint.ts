import * as v from 'valibot';
import { PROTOCOL_NAMES, type ProtocolName } from '../../recording/snapshot.ts';
import type { Source } from '../../recording/source.ts';
import type { MintingEndpoint } from '../../recording/target.ts';
import type { Answer } from '../protocols/protocol.ts';
import { parseRetryAfter } from '../retry.ts';
import { isRetryableStatus } from '../session/status.ts';
import { checkUploadUrl, leadsHome, MAX_URL_CHARACTERS } from '../url/upload-url.ts';
import type { OutgoingRequest } from '../wire/transport.ts';

/** What the server is told of the recording that it mints for. `startedAt` is an ISO 8601 date. */
export interface MintOrder {
  readonly source: Source;
  readonly mimeType: string;
  readonly startedAt: string;
}

/**
 * What a minting endpoint's answer means. Sentences are for the person; they name the status, and repeat nothing that the
 * server said: that may hold the headers.
 */
export type MintOutcome =
  | { readonly kind: 'minted'; readonly url: string; readonly protocol: ProtocolName | null }
  | { readonly kind: 'retry'; readonly afterMs: number | null; readonly reason: string }
  | { readonly kind: 'refused'; readonly sentence: string };

const protocol = v.optional(v.picklist(PROTOCOL_NAMES));
const flat = v.object({ url: v.string(), protocol });
/** As Mux's API nests it. */
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
 * Reads the answer: JSON `{"url", "protocol"?}`, the same under `data`, or the URL as plain text. `endpoint`: who was asked;
 * a server elsewhere must not send a recording to this computer itself.
 */
export function readMintAnswer(answer: Answer, endpoint: string): MintOutcome {
  const { status, text, redirectedTo } = answer;
  if (redirectedTo !== null) return { kind: 'refused', sentence: describeRedirect(redirectedTo, endpoint) };
  if (isRetryableStatus(status)) {
    const afterMs = parseRetryAfter(answer.headers['retry-after'] ?? null, answer.atMs);
    return { kind: 'retry', afterMs, reason: `The minting endpoint answered ${status}.` };
  }
  const offered = status >= 200 && status < 300 ? readOffer(text.trim()) : null;
  if (offered === null) return { kind: 'refused', sentence: describeRefusal(status) };
  const checked = checkUploadUrl(offered.url);
  if (checked.kind !== 'ok') {
    const why = checked.kind === 'bad' ? ` ${checked.sentence}` : '';
    return { kind: 'refused', sentence: `The minting endpoint’s answer holds no usable upload URL.${why}` };
  }
  if (leadsHome(checked.url, endpoint)) return { kind: 'refused', sentence: TO_THIS_COMPUTER };
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

const TO_THIS_COMPUTER =
  'The minting endpoint gave an upload URL of this computer itself, and nothing is sent there: only an endpoint on this computer may do that. Check what your server answers.';

function describeRefusal(status: number): string {
  return `The minting endpoint did not give an upload URL: it answered ${status}. It should answer with JSON {"url": "…"} or with the URL alone.`;
}

/** A browser keeps it secret where a redirect leads, so a slash can only be a guess: it is the person's to try. */
function describeRedirect(where: string, endpoint: string): string {
  const hint =
    URL.parse(endpoint)?.pathname.endsWith('/') === false ? ' Often only a slash at its end is missing.' : '';
  return `The minting endpoint redirected to ${where}. Reelay does not follow, because the headers are secret. Enter the final address of the endpoint in the settings.${hint}`;
}
