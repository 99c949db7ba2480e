import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { loadHostUse, UNUSED_DAYS } from '../../lib/settings/host-use.ts';
import { type AllowedHost, allowedHosts } from '../../lib/ui/settings/allowed-hosts.ts';

interface AllowedHostsProps {
  /** Tells what became of giving one back. */
  readonly tell: (work: Promise<unknown>, done: string) => Promise<void>;
}

/** The servers that the person allowed Reelay to talk to, and the place where that is taken back. */
export function AllowedHosts({ tell }: AllowedHostsProps) {
  const hosts = useSignal<readonly AllowedHost[] | null>(null);
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const look = (): void => {
      readHosts()
        .then((found) => {
          hosts.value = found;
        })
        .catch((error: unknown) => console.warn('The servers that are allowed are not known.', error));
    };
    look();
    const events = [browser.permissions.onAdded, browser.permissions.onRemoved, browser.storage.local.onChanged];
    for (const event of events) event.addListener(look);
    return () => {
      for (const event of events) event.removeListener(look);
    };
  }, [hosts]);

  const giveBack = async ({ pattern, name }: AllowedHost): Promise<void> => {
    // The button that has the focus goes with its row.
    group.current?.focus();
    await tell(browser.permissions.remove({ origins: [pattern] }), `Removed: access to ${name}.`);
  };

  if (hosts.value === null) return null;
  return (
    <fieldset>
      <legend>Servers that Reelay may talk to</legend>
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
                  aria-label={`Remove access to ${host.name}`}
                  onClick={() => void giveBack(host)}
                >
                  Remove
                </button>
              </li>
            ))}
          </ul>
        )}
        <p class="hint">
          {hosts.value.length === 0
            ? 'Most upload servers need no permission. When one does, Reelay asks you, and lists it here.'
            : `When you remove one, its uploads stop and Reelay asks you again. Access that is not used for ${UNUSED_DAYS} days is removed by itself.`}
        </p>
      </div>
    </fieldset>
  );
}

async function readHosts(): Promise<readonly AllowedHost[]> {
  const [{ origins = [] }, use] = await Promise.all([browser.permissions.getAll(), loadHostUse(browser.storage.local)]);
  return allowedHosts(origins, use, Date.now());
}
