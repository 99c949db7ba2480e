import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isLive } from '../../lib/recording/state.ts';
import { LogPanel } from '../../lib/ui/log-panel.tsx';
import { OtherRecordings } from '../../lib/ui/other-recordings.tsx';
import { usePage } from '../../lib/ui/page.ts';
import { PageHead } from '../../lib/ui/page-head.tsx';
import { RecordingActions } from '../../lib/ui/recording-actions.tsx';
import { RecordingStatus } from '../../lib/ui/recording-status.tsx';
import { SilenceNotice } from '../../lib/ui/silence-notice.tsx';
import { useKeptFocus } from '../../lib/ui/use-kept-focus.ts';
import { StartForm } from './start-form.tsx';
import type { StartModel } from './start-model.ts';

/** The popup: what is going on, what can be done, and the form for the next recording whenever nothing is live. */
export function App({ model }: { readonly model: StartModel }) {
  const { choices } = model;
  const popup = useRef<HTMLDivElement>(null);
  useKeptFocus(popup);
  return (
    <div ref={popup} class="popup">
      <PageHead title="Reelay" />
      <SilenceNotice />
      <Body model={model} />
      <LogPanel
        isOpen={choices.value.logOpen}
        onToggle={(logOpen) => {
          choices.value = { ...choices.value, logOpen };
        }}
      />
    </div>
  );
}

function Body({ model }: { readonly model: StartModel }) {
  const { snapshot, connected } = usePage();
  // Nothing is shown before the first hello: a form that turns into a running recording would be clicked by mistake.
  const hasBegun = useSignal(connected.value);
  useSignalEffect(() => {
    if (connected.value) hasBegun.value = true;
  });
  // A form that comes when a recording has ended takes no focus: another press of the key that stopped it would start one.
  const isFirst = useRef(true);
  // As it is drawn: by the time of the effect the hello may have come, and nothing be drawn of it yet.
  const isDrawn = hasBegun.value;
  useEffect(() => {
    if (isDrawn) isFirst.current = false;
  });
  if (!isDrawn) return <div class="waiting" />;

  const { current, others } = snapshot.value;
  return (
    <>
      <div class={current === null ? 'current' : 'current card recording'} tabIndex={-1}>
        {/* Not atomic: a change of state is spoken by itself, without all that stands beside it. */}
        <div role="status" aria-atomic="false" class="status">
          {current === null ? <span class="unseen">Ready</span> : <RecordingStatus recording={current} />}
        </div>
        {current !== null && <RecordingActions key={current.id} recording={current} />}
      </div>
      {(current === null || !isLive(current.state)) && <StartForm model={model} takesFocus={isFirst.current} />}
      <OtherRecordings recordings={others} />
    </>
  );
}
