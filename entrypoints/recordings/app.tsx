import { useSignal } from '@preact/signals';
import { LogPanel } from '../../lib/ui/log-panel.tsx';
import { OtherRecordings } from '../../lib/ui/other-recordings.tsx';
import { usePage } from '../../lib/ui/page.ts';
import { PageHead } from '../../lib/ui/page-head.tsx';
import { RecordingActions } from '../../lib/ui/recording-actions.tsx';
import { RecordingStatus } from '../../lib/ui/recording-status.tsx';

/** The recording that is made now or was made last, and the older ones that are still on their way. */
export function App() {
  const isLogOpen = useSignal(true);
  return (
    <div class="column stack">
      <PageHead title="Recordings" isOnRecordings />
      <Recordings />
      <LogPanel
        isOpen={isLogOpen.value}
        onToggle={(isOpen) => {
          isLogOpen.value = isOpen;
        }}
      />
    </div>
  );
}

function Recordings() {
  const { snapshot } = usePage();
  const { current, others } = snapshot.value;
  return (
    <>
      <div class="card recording">
        <div role="status" aria-atomic="false">
          {current === null ? (
            <p>Ready. Nothing was recorded since the browser was started.</p>
          ) : (
            <RecordingStatus recording={current} />
          )}
        </div>
        {current !== null && <RecordingActions key={current.id} recording={current} />}
      </div>
      <OtherRecordings recordings={others} />
    </>
  );
}
