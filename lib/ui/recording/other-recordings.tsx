import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { formatAgo, formatBytes, percentOf } from '../../words/format.ts';
import { Notices } from '../kit/notices.tsx';
import { usePage } from '../kit/page.ts';
import { useCommand } from '../kit/use-command.ts';
import { RecordingActions } from './recording-actions.tsx';
import { stateTone, stateWords } from './recording-words.ts';

/** Older recordings that are still uploading or need the person, each in a few lines. */
export function OtherRecordings({ recordings }: { readonly recordings: readonly RecordingSnapshot[] }) {
  if (recordings.length === 0) return null;
  return (
    <section class="stack" aria-label="Older recordings">
      <h2 class="quiet">Older recordings</h2>
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
  const { title, source, startedAtMs, spooledBytes, ackedBytes } = recording;
  const name = title ?? (source === 'tab' ? 'Tab' : 'Camera');
  const percent = percentOf(ackedBytes, spooledBytes);
  return (
    <div class="recording compact" data-tone={stateTone(recording)}>
      <div class="recording-head">
        <span class="recording-state">{stateWords(recording)}</span>
        <span class="recording-name">{name}</span>
      </div>
      <span
        class="bar"
        role="progressbar"
        aria-label={`Uploaded of ${name}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i class="acked" style={{ width: `${percent}%` }} />
      </span>
      <p class="link-line number">
        <span>{`${formatBytes(ackedBytes)} of ${formatBytes(spooledBytes)}`}</span>
        <span>{formatAgo(startedAtMs, nowMs.value)}</span>
      </p>
      <Notices recording={recording} />
      <RecordingActions recording={recording} commands={commands} />
    </div>
  );
}
