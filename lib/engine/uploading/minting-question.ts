import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { MintingEndpoint } from '../../recording/target.ts';

/** The background may have to start first. */
const PATIENCE_MS = 20_000;

/** Loads the current minting endpoint from the settings; null when there is none. May reject. */
export type LoadMinting = () => Promise<MintingEndpoint | null>;

type Reply = { readonly minting: MintingEndpoint | null } | { readonly error: string };

/**
 * Asks for the minting endpoint from a context without settings. `post` sends the port to a context that calls {@link
 * answerMinting}. @throws Error when no answer comes in time.
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

/** Answers {@link askMinting}. Never rejects. */
export async function answerMinting(port: MessagePort, load: LoadMinting): Promise<void> {
  const reply: Reply = await load().then(
    (minting) => ({ minting }),
    (error: unknown) => ({ error: String(error) }),
  );
  port.postMessage(reply);
}
