import { type ReadonlySignal, useSignal } from '@preact/signals';
import { sentenceOf } from '../recording/sentence-of.ts';
import type { MessageData, MessageName } from '../relay/messages.ts';
import { send } from '../relay/messenger.ts';

/** Sends commands to the background and keeps the sentence of the last one that failed; null when it went well. */
export function useCommand(): {
  readonly failure: ReadonlySignal<string | null>;
  /** Resolves to whether the background did it. */
  readonly command: <N extends MessageName>(name: N, data: MessageData<N>) => Promise<boolean>;
} {
  const failure = useSignal<string | null>(null);
  return {
    failure,
    command: async (name, data) => {
      try {
        await send(name, data);
        failure.value = null;
        return true;
      } catch (error) {
        console.error(name, error);
        failure.value = sentenceOf(error);
        return false;
      }
    },
  };
}
