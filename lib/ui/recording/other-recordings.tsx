import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { formatAgo, formatBytes } from '../../words/format.ts';
import { t } from '../../words/t.ts';
import { Notices } from '../kit/notices.tsx';
import { usePage } from '../kit/page.ts';
import { ProgressBar } from '../kit/progress-bar.tsx';
import { useCommand } from '../kit/use-command.ts';
import { RecordingActions } from './recording-actions.tsx';
import { sourceWords, stateTone, stateWords } from './recording-words.ts';

/** Older recordings that are still uploading or need you, each in a few lines. */
export function OtherRecordings({ recordings }: { readonly recordings: readonly RecordingSnapshot[] }) {
  if (recordings.length === 0) return null;
  return (
    <section class="stack" aria-label={t('ui.olderRecordings')}>
      <h2 class="quiet">{t('ui.olderRecordings')}</h2>
      <ul class="stack">
        {recordings.map((recording) => (
          <li key={recording.id} class="card">
            <OtherRecording recording={recording} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OtherRecording({ recording }: { readonly recording: RecordingSnapshot }) {
  const { nowMs } = usePage();
  const commands = useCommand(false);
  const { startedAtMs, spooledBytes, ackedBytes } = recording;
  const title = recording.title ?? sourceWords(recording);
  return (
    <div class="recording compact" data-tone={stateTone(recording)}>
      <div class="recording-head">
        <span class="recording-state">{stateWords(recording)}</span>
        <span class="recording-name">{title}</span>
      </div>
      <ProgressBar name={t('ui.figures.progressOf', { title })} done={ackedBytes} whole={spooledBytes} />
      <p class="link-line number">
        <span>{t('ui.figures.amount', { done: formatBytes(ackedBytes), total: formatBytes(spooledBytes) })}</span>
        <span>{formatAgo(startedAtMs, nowMs.value)}</span>
      </p>
      <Notices recording={recording} />
      <RecordingActions recording={recording} commands={commands} />
    </div>
  );
}
