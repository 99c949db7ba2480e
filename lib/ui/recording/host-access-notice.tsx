import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { HostAccessButton } from './host-access-button.tsx';
import { useHostTrouble } from './use-host-trouble.ts';

/** Offers access to the server when it is there, but the browser keeps the upload from it. */
export function HostAccessNotice({ recording }: { readonly recording: RecordingSnapshot }) {
  const origin = useHostTrouble(recording);
  if (origin === null) return null;
  return (
    <div class="notice question" data-tone="warning">
      <p>The server is there, but the browser keeps Reelay from reading its answers.</p>
      <HostAccessButton url={origin} otherwise="The recording is kept on this computer, and sent when you allow it." />
    </div>
  );
}
