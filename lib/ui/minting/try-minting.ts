import type { MintingEndpoint } from '../../recording/target.ts';
import { mintRequest, readMintAnswer } from '../../upload/mint/mint.ts';
import { quoteAnswer } from '../../upload/mint/quote-answer.ts';
import { describeUrl } from '../../upload/url/upload-url.ts';
import { type Transport, TransportError } from '../../upload/wire/transport.ts';
import { say, sayError } from '../../words/say.ts';
import { t } from '../../words/t.ts';

/** The outcome of a trial request for an upload URL. */
export type MintTrial =
  /** `label`: origin and last path part of the URL, safe to show. */
  | { readonly kind: 'minted'; readonly label: string }
  | { readonly kind: 'failed'; readonly sentence: string }
  /** No answer: perhaps the browser blocked it. */
  | { readonly kind: 'unanswered'; readonly sentence: string };

/** Asks a minting endpoint for one upload URL, without using it. `timeoutMs`: how long the endpoint may stay silent. */
export async function tryMinting(
  endpoint: MintingEndpoint,
  transport: Transport,
  timeoutMs: number,
  nowMs: number,
): Promise<MintTrial> {
  const order = { source: 'tab', mimeType: 'video/webm', startedAt: new Date(nowMs).toISOString() } as const;
  try {
    const answer = await transport.send(mintRequest(endpoint, order), {
      signal: new AbortController().signal,
      stallTimeoutMs: timeoutMs,
      onProgress: () => undefined,
    });
    const outcome = readMintAnswer(answer, endpoint.endpoint);
    // The server's answer is quoted only here, to whoever entered the headers.
    const quote = quoteAnswer(answer.text, Object.values(endpoint.headers));
    const said = quote === '' ? '' : ` ${t('ui.minting.quote', { text: quote })}`;
    switch (outcome.kind) {
      case 'minted':
        return { kind: 'minted', label: describeUrl(outcome.url) };
      case 'retry':
        return { kind: 'failed', sentence: `${say(outcome.reason)} ${t('ui.minting.wouldRetry')}${said}` };
      default:
        return { kind: 'failed', sentence: `${say(outcome.reason)}${said}` };
    }
  } catch (error) {
    if (error instanceof TransportError) return { kind: 'unanswered', sentence: say(error.what) };
    return { kind: 'failed', sentence: sayError(error) };
  }
}
