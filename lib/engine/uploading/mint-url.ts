import type { Clock } from '../../base/clock.ts';
import type { Message } from '../../recording/message.ts';
import { type MintOrder, mintRequest, readMintAnswer } from '../../upload/mint/mint.ts';
import { creationPatience } from '../../upload/retry.ts';
import { type Doubts, isLasting, oneMore } from '../../upload/session/doubts.ts';
import { type SendOptions, type Transport, TransportError } from '../../upload/wire/transport.ts';
import type { LoadMinting } from './minting-question.ts';
import type { Attempt } from './retry-loop.ts';

/** The final result of minting. */
export type Minted =
  | { readonly kind: 'minted'; readonly url: string; readonly protocol: string | null }
  | { readonly kind: 'refused'; readonly reason: Message };

/** What minting needs. */
export interface MintPorts {
  readonly loadMinting: LoadMinting;
  readonly transport: Transport;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** Each answer with a URL that can't be used leaves an upload behind at the server: two of them are enough. */
const MAX_WORDS = 2;

const NO_ENDPOINT: Minted = { kind: 'refused', reason: { id: 'mint.notSetUp' } };

/**
 * Returns a function that makes one attempt to mint an upload URL per call, with the settings of that moment. A refusal
 * isn't believed until it has lasted: a sign-in page, a proxy or an endpoint that is being deployed refuses for a
 * minute, and the recording would be left without a URL. After silence, the next answer is waited for longer. A call
 * throws the signal's reason when that is aborted.
 */
export function minter(
  order: MintOrder,
  { loadMinting, transport, clock }: MintPorts,
  options: SendOptions,
): () => Promise<Attempt<Minted>> {
  let refusals: Doubts | null = null;
  let words = 0;
  let silences = 0;
  return async () => {
    const minting = await loadMinting().catch((error: unknown) => {
      console.debug('The minting endpoint is not known now.', error);
      return 'unknown' as const;
    });
    options.signal.throwIfAborted();
    if (minting === 'unknown') return again({ id: 'mint.settingsUnreadable' });
    if (minting === null) return { kind: 'done', value: NO_ENDPOINT };
    try {
      const stallTimeoutMs = creationPatience(options.stallTimeoutMs, silences);
      const answer = await transport.send(mintRequest(minting, order), { ...options, stallTimeoutMs });
      const outcome = readMintAnswer(answer, minting.endpoint);
      if (outcome.kind === 'minted') return { kind: 'done', value: outcome };
      if (outcome.kind === 'refused') {
        refusals = oneMore(refusals, clock.monotonicMs());
        if (outcome.isWord) words += 1;
        const isMeant = words >= MAX_WORDS || isLasting(refusals, clock.monotonicMs());
        return isMeant ? { kind: 'done', value: outcome } : again(outcome.reason);
      }
      refusals = null;
      return again(outcome.reason, outcome.afterMs);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      refusals = null;
      if (error.kind === 'timeout') silences += 1;
      return again({ id: 'mint.failed', reason: error.what });
    }
  };
}

function again(reason: Message, retryAfterMs: number | null = null): Attempt<Minted> {
  return { kind: 'again', reason, retryAfterMs };
}
