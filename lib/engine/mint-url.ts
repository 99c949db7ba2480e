import type { ProtocolName } from '../recording/snapshot.ts';
import { type MintingEndpoint, type MintOrder, mintRequest, readMintAnswer } from '../upload/mint.ts';
import { type SendOptions, type Transport, TransportError } from '../upload/transport.ts';
import type { Attempt } from './persistence.ts';

/** What a minting endpoint said in the end. */
export type Minted =
  | { readonly kind: 'minted'; readonly url: string; readonly protocol: ProtocolName | null }
  | { readonly kind: 'refused'; readonly sentence: string };

/** One try to have an upload URL minted. @throws the signal's reason when it is aborted. */
export async function tryToMint(
  endpoint: MintingEndpoint,
  order: MintOrder,
  transport: Transport,
  options: SendOptions,
): Promise<Attempt<Minted>> {
  try {
    const outcome = readMintAnswer(await transport.send(mintRequest(endpoint, order), options), endpoint.endpoint);
    if (outcome.kind !== 'retry') return { kind: 'done', value: outcome };
    return { kind: 'again', reason: outcome.reason, retryAfterMs: outcome.afterMs };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { kind: 'again', reason: `The minting endpoint: ${error.message}`, retryAfterMs: null };
  }
}
