import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { t } from '../../words/t.ts';
import { HostAccessButton } from './host-access-button.tsx';
import { useHostTrouble } from './use-host-trouble.ts';

/** Offers to ask for access when the server is reachable but the browser blocks the upload. */
export function HostAccessNotice({ recording }: { readonly recording: RecordingSnapshot }) {
  const origin = useHostTrouble(recording);
  if (origin === null) return null;
  return (
    <div class="notice question" data-tone="warning">
      <p>{t('ui.hostAccess.needed')}</p>
      <HostAccessButton url={origin} otherwise={t('ui.hostAccess.kept')} />
    </div>
  );
}
