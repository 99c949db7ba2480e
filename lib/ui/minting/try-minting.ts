import { sentenceOf } from '../../base/sentence-of.ts';
import type { MintingEndpoint } from '../../recording/target.ts';
import { mintRequest, readMintAnswer } from '../../upload/mint/mint.ts';
import { quoteAnswer } from '../../upload/mint/quote-answer.ts';
import { describeUrl } from '../../upload/url/upload-url.ts';
import { type Transport, TransportError } from '../../upload/wire/transport.ts';

/** What came of one try to have an upload URL minted. */
export type MintTrial =
  /** `label`: origin and last path part of the URL, safe to show. */
  | { readonly kind: 'minted'; readonly label: string }
  | { readonly kind: 'failed'; readonly sentence: string }
  /** No answer came, which may be the browser's doing. */
  | { readonly kind: 'unanswered'; readonly sentence: string };

/** Asks a minting endpoint for one upload URL, which is not used. `timeoutMs`: as long may it say nothing. */
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
    // What the server said is shown here alone, to the person who entered the headers.
    const quote = quoteAnswer(answer.text, Object.values(endpoint.headers));
    const said = quote === '' ? '' : ` It said: “${quote}”`;
    switch (outcome.kind) {
      case 'minted':
        return { kind: 'minted', label: describeUrl(outcome.url) };
      case 'retry':
        return { kind: 'failed', sentence: `${outcome.reason} A recording would try again by itself.${said}` };
      default:
        return { kind: 'failed', sentence: `${outcome.sentence}${said}` };
    }
  } catch (error) {
    if (error instanceof TransportError) return { kind: 'unanswered', sentence: error.message };
    return { kind: 'failed', sentence: sentenceOf(error) };
  }
}
