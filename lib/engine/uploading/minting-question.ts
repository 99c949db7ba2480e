import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { MintingEndpoint } from '../../recording/target.ts';

/** The background may have to start for it. */
const PATIENCE_MS = 20_000;

/** Gives the minting endpoint of the settings as they are now; null when there is none. May reject. */
export type LoadMinting = () => Promise<MintingEndpoint | null>;

type Reply = { readonly minting: MintingEndpoint | null } | { readonly error: string };

/**
 * Asks for the minting endpoint from where there are no settings. `post` hands the port to one who calls
 * {@link answerMinting}. @throws Error when that does not happen in time.
 */
export function askMinting(post: (port: MessagePort) => void, clock: Clock): Promise<MintingEndpoint | null> {
  const { port1, port2 } = new MessageChannel();
  const reply = new Promise<MintingEndpoint | null>((resolve, reject) => {
    port1.onmessage = ({ data }: MessageEvent<Reply>) => {
      if ('error' in data) reject(new Error(data.error));
      else resolve(data.minting);
    };
  });
  post(port2);
  return inTime(reply, PATIENCE_MS, clock, 'The settings did not answer.').finally(() => port1.close());
}

/** Answers one who asks by {@link askMinting}. Never rejects. */
export async function answerMinting(port: MessagePort, load: LoadMinting): Promise<void> {
  const reply: Reply = await load().then(
    (minting) => ({ minting }),
    (error: unknown) => ({ error: String(error) }),
  );
  port.postMessage(reply);
}
