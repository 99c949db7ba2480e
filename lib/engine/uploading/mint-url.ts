import type { Message } from '../../recording/message.ts';
import type { ProtocolName } from '../../recording/snapshot.ts';
import { type MintOrder, mintRequest, readMintAnswer } from '../../upload/mint/mint.ts';
import { type SendOptions, type Transport, TransportError } from '../../upload/wire/transport.ts';
import type { LoadMinting } from './minting-question.ts';
import type { Attempt } from './retry-loop.ts';

/** What a minting endpoint said in the end. */
export type Minted =
  | { readonly kind: 'minted'; readonly url: string; readonly protocol: ProtocolName | null }
  | { readonly kind: 'refused'; readonly reason: Message };

const NO_ENDPOINT: Minted = { kind: 'refused', reason: { id: 'mint.notSetUp' } };

/** One try to have an upload URL minted, by the settings of now. @throws the signal's reason when it is aborted. */
export async function tryToMint(
  loadMinting: LoadMinting,
  order: MintOrder,
  transport: Transport,
  options: SendOptions,
): Promise<Attempt<Minted>> {
  const minting = await loadMinting().catch((error: unknown) => {
    console.debug('The minting endpoint is not known now.', error);
    return 'unknown' as const;
  });
  options.signal.throwIfAborted();
  if (minting === 'unknown') return { kind: 'again', reason: { id: 'mint.settingsUnreadable' }, retryAfterMs: null };
  if (minting === null) return { kind: 'done', value: NO_ENDPOINT };
  try {
    const answer = await transport.send(mintRequest(minting, order), options);
    const outcome = readMintAnswer(answer, minting.endpoint);
    if (outcome.kind !== 'retry') return { kind: 'done', value: outcome };
    return { kind: 'again', reason: outcome.reason, retryAfterMs: outcome.afterMs };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { kind: 'again', reason: { id: 'mint.failed', reason: error.what }, retryAfterMs: null };
  }
}
