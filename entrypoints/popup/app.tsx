import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { isLive } from '../../lib/recording/state.ts';
import { CameraControls } from '../../lib/ui/bubble/camera-controls.tsx';
import { Notices, SilenceNotice } from '../../lib/ui/kit/notices.tsx';
import { usePage } from '../../lib/ui/kit/page.ts';
import { PageHead } from '../../lib/ui/kit/page-frame.tsx';
import { useCommand } from '../../lib/ui/kit/use-command.ts';
import { useKeptFocus } from '../../lib/ui/kit/use-kept-focus.ts';
import { LogPanel } from '../../lib/ui/log/log-panel.tsx';
import { LiveControls } from '../../lib/ui/recording/live-controls.tsx';
import { OtherRecordings } from '../../lib/ui/recording/other-recordings.tsx';
import { RecordingActions } from '../../lib/ui/recording/recording-actions.tsx';
import { RecordingStatus } from '../../lib/ui/recording/recording-status.tsx';
import { shownWords, stateWords } from '../../lib/ui/recording/recording-words.ts';
import { SoundControls } from '../../lib/ui/recording/sound-controls.tsx';
import type { StartModel } from '../../lib/ui/start/start-model.ts';
import { t } from '../../lib/words/t.ts';
import { StartForm } from './start-form.tsx';

/** The popup: the current recording, what you can do about it, and the form for the next one when nothing is live. */
export function App({ model }: { readonly model: StartModel }) {
  const { choices } = model;
  const popup = useRef<HTMLDivElement>(null);
  useKeptFocus(popup);
  return (
    <div ref={popup} class="popup">
      <PageHead title={t('manifest.name')} />
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
  // Show nothing before the first hello: a form that turns into a running recording invites a wrong click.
  const hasBegun = useSignal(connected.value);
  useSignalEffect(() => {
    if (connected.value) hasBegun.value = true;
  });
  // A form that appears when a recording ends takes no focus: the key that stopped it, pressed twice, would start another.
  const isFirst = useRef(true);
  // Read while rendering: by the time the effect runs, the hello may have arrived without being on screen.
  const isDrawn = hasBegun.value;
  useEffect(() => {
    if (isDrawn) isFirst.current = false;
  });
  if (!isDrawn) {
    return (
      <>
        <SilenceNotice />
        <div class="waiting" />
      </>
    );
  }

  const { current, others } = snapshot.value;
  const isStarting = model.outcome.value?.kind === 'asked';
  return (
    <>
      {current === null ? (
        <div class="current" tabIndex={-1}>
          <div role="status" aria-atomic="false">
            <span class="unseen">{isStarting ? t('ui.state.starting') : stateWords(null)}</span>
          </div>
        </div>
      ) : (
        <Current key={current.id} recording={current} isStarting={isStarting} />
      )}
      {(current === null || !isLive(current.state)) && <StartForm model={model} takesFocus={isFirst.current} />}
      <SilenceNotice />
      <OtherRecordings recordings={others} />
    </>
  );
}

interface CurrentProps {
  readonly recording: RecordingSnapshot;
  /** Whether the next recording is starting. */
  readonly isStarting: boolean;
}

/** The live recording, or the last one. Nothing that comes and goes stands above Pause and Stop. */
function Current({ recording, isStarting }: CurrentProps) {
  const commands = useCommand(isLive(recording.state));
  return (
    <div class="current card recording" tabIndex={-1}>
      {/* Not atomic: a screen reader announces only what changed. */}
      <div role="status" aria-atomic="false" class="status">
        {isStarting && !isLive(recording.state) && <span class="unseen">{t('ui.state.starting')}</span>}
        <RecordingStatus recording={recording} words={shownWords(recording, commands.pressed.value)} />
      </div>
      <LiveControls recording={recording} commands={commands} />
      <SoundControls recording={recording} commands={commands} />
      <CameraControls recording={recording} commands={commands} />
      <Notices recording={recording} />
      <RecordingActions recording={recording} commands={commands} />
    </div>
  );
}
