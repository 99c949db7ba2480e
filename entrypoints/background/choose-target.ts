import type { Target } from '../../lib/recording/target.ts';
import type { MessageData } from '../../lib/relay/messages.ts';
import type { Minting } from '../../lib/settings/minting-store.ts';
import { checkUploadUrl } from '../../lib/upload/upload-url.ts';

/** What a page asks for: an upload URL, or null for one from the minting endpoint. */
export type WantedTarget = MessageData<'background/start'>['target'];

/** There is no upload URL that can be used. The message is a sentence for the person. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/**
 * Where a recording goes.
 * @throws TargetError when the URL cannot be one, or there is neither a URL nor a minting endpoint.
 */
export async function chooseTarget(wanted: WantedTarget, loadMinting: () => Promise<Minting | null>): Promise<Target> {
  const checked = wanted === null ? ({ kind: 'empty' } as const) : checkUploadUrl(wanted.uploadUrl);
  if (checked.kind === 'ok') return { uploadUrl: checked.url };
  if (checked.kind === 'bad') throw new TargetError(checked.sentence);
  const minting = await loadMinting();
  if (minting === null)
    throw new TargetError('Paste the upload URL first, or set up a minting endpoint in the settings.');
  return minting;
}
