import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../words/t.ts';
import { askForHostAccess, canAskForHostAccess, hostOf, wasHostAsked } from './host-access.ts';

interface HostAccessButtonProps {
  /** Any URL of the server. */
  readonly url: string;
  /** What happens without access: a sentence for people who were asked and refused. */
  readonly otherwise: string;
}

/**
 * Asks for access to one server. The consent arrives at `permissions.onAdded`: the popup closes while the browser asks.
 */
export function HostAccessButton({ url, otherwise }: HostAccessButtonProps) {
  const refusal = useSignal<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    wasHostAsked(url)
      .then((asked) => {
        if (isWanted) refusal.value = asked ? notAllowed(url, otherwise) : null;
      })
      .catch((error: unknown) => console.warn('Reelay cannot tell whether it asked for access before.', error));
    return () => {
      isWanted = false;
    };
  }, [url, otherwise, refusal]);

  const ask = async (): Promise<void> => {
    try {
      refusal.value = (await askForHostAccess(url)) ? null : notAllowed(url, otherwise);
    } catch (error) {
      console.warn('Asking for access failed.', error);
      refusal.value = cannotAsk(url, otherwise);
    }
  };
  if (!canAskForHostAccess(url)) return <p class="hint">{cannotAsk(url, otherwise)}</p>;
  return (
    <div class="host-access">
      <button type="button" class="button small" onClick={() => void ask()}>
        {t('ui.hostAccess.allow', { host: hostOf(url) })}
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
  return `${t('ui.hostAccess.cannotAsk', { host: hostOf(url) })} ${otherwise}`;
}

function notAllowed(url: string, otherwise: string): string {
  return `${t('ui.hostAccess.notAllowed', { host: hostOf(url) })} ${otherwise}`;
}
