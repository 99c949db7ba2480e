import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { loadHostUse, UNUSED_DAYS } from '../../lib/settings/host-use.ts';
import { type AllowedHost, allowedHosts } from '../../lib/ui/settings/allowed-hosts.ts';
import { formatDays } from '../../lib/words/format.ts';
import { t } from '../../lib/words/t.ts';

interface AllowedHostsProps {
  /** Shows whether removing one worked. */
  readonly report: (work: Promise<unknown>, done: string) => Promise<void>;
}

/** The servers that you gave Reelay access to, where you can take it back. */
export function AllowedHosts({ report }: AllowedHostsProps) {
  const hosts = useSignal<readonly AllowedHost[] | null>(null);
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const look = (): void => {
      readHosts()
        .then((found) => {
          hosts.value = found;
        })
        .catch((error: unknown) => console.warn('Listing the allowed servers failed.', error));
    };
    look();
    const events = [browser.permissions.onAdded, browser.permissions.onRemoved, browser.storage.local.onChanged];
    for (const event of events) event.addListener(look);
    return () => {
      for (const event of events) event.removeListener(look);
    };
  }, [hosts]);

  const remove = async ({ pattern, name }: AllowedHost): Promise<void> => {
    // The focused button disappears with its row.
    group.current?.focus();
    await report(browser.permissions.remove({ origins: [pattern] }), t('ui.servers.removed', { host: name }));
  };

  if (hosts.value === null) return null;
  return (
    <fieldset>
      <legend>{t('ui.servers.name')}</legend>
      <div ref={group} class="card setting-group" tabIndex={-1}>
        {hosts.value.length > 0 && (
          <ul class="hosts">
            {hosts.value.map((host) => (
              <li key={host.pattern} class="host-row">
                <span class="host-name">{host.name}</span>
                <span class="quiet">{host.lastUse}</span>
                <button
                  type="button"
                  class="button small"
                  aria-label={t('ui.servers.removeName', { host: host.name })}
                  onClick={() => void remove(host)}
                >
                  {t('ui.servers.remove')}
                </button>
              </li>
            ))}
          </ul>
        )}
        <p class="hint">
          {hosts.value.length === 0 ? t('ui.servers.none') : t('ui.servers.hint', { days: formatDays(UNUSED_DAYS) })}
        </p>
      </div>
    </fieldset>
  );
}

async function readHosts(): Promise<readonly AllowedHost[]> {
  const [{ origins = [] }, use] = await Promise.all([browser.permissions.getAll(), loadHostUse(browser.storage.local)]);
  return allowedHosts(origins, use, Date.now());
}
