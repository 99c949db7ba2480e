import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { askForHostAccess, canAskForHostAccess, hostOf, wasHostAsked } from './host-access.ts';

interface HostAccessButtonProps {
  /** Any URL of the server. */
  readonly url: string;
  /** What can be done without, for somebody who was asked and said no. */
  readonly otherwise: string;
}

/** Asks for access to one server. Whoever shows it listens to `permissions.onAdded` to learn of a yes. */
export function HostAccessButton({ url, otherwise }: HostAccessButtonProps) {
  const refusal = useSignal<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    wasHostAsked(url)
      .then((asked) => {
        if (isWanted) refusal.value = asked ? notAllowed(url, otherwise) : null;
      })
      .catch((error: unknown) => console.warn('It is not known whether access was asked for.', error));
    return () => {
      isWanted = false;
    };
  }, [url, otherwise, refusal]);

  const ask = async (): Promise<void> => {
    try {
      refusal.value = (await askForHostAccess(url)) ? null : notAllowed(url, otherwise);
    } catch (error) {
      console.warn('Access could not be asked for.', error);
      refusal.value = cannotAsk(url, otherwise);
    }
  };
  if (!canAskForHostAccess(url)) return <p class="hint">{cannotAsk(url, otherwise)}</p>;
  return (
    <div class="host-access">
      <button type="button" class="button small" onClick={() => void ask()}>
        {`Allow access to ${hostOf(url)}`}
      </button>
      {refusal.value !== null && (
        <p class="hint" role="alert">
          {refusal.value}
        </p>
      )}
    </div>
  );
}

function cannotAsk(url: string, otherwise: string): string {
  return `The browser has no way to give Reelay access to ${hostOf(url)}. ${otherwise}`;
}

function notAllowed(url: string, otherwise: string): string {
  return `Access to ${hostOf(url)} is not allowed so far. ${otherwise}`;
}
