import { mediaType } from '../../lib/recording/file-name.ts';
import { elapsedMs, type RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { isLive } from '../../lib/recording/state.ts';
import { CameraIcon, TabIcon } from '../../lib/ui/kit/icons.tsx';
import { usePage } from '../../lib/ui/kit/page.ts';
import { bytesOnDisk, type ShelfItem } from '../../lib/ui/library/library-item.ts';
import { formatBytes, formatElapsed } from '../../lib/words/format.ts';
import { When } from './when.tsx';

const CONTAINERS: Readonly<Record<string, string>> = { 'video/webm': 'WebM', 'video/mp4': 'MP4' };

/** What a recording is: source, time, length, size and format. */
export function RecordingFacts({ item }: { readonly item: ShelfItem & { kind: 'recording' } }) {
  const { source, startedAtMs, mimeType, state, spooledBytes } = item.recording;
  const container = CONTAINERS[mediaType(mimeType) ?? ''];
  const bytes = bytesOnDisk(item) || spooledBytes;
  return (
    <p class="facts number">
      <span class="source">
        {source === 'tab' ? <TabIcon /> : <CameraIcon />}
        {source === 'tab' ? 'Tab' : 'Camera'}
      </span>
      <When atMs={startedAtMs} />
      {state !== 'failed' && <Length recording={item.recording} />}
      {state !== 'failed' && <span>{formatBytes(bytes)}</span>}
      {container !== undefined && state !== 'failed' && <span>{container}</span>}
    </p>
  );
}

function Length({ recording }: { readonly recording: RecordingSnapshot }) {
  return isLive(recording.state) ? (
    <RunningLength recording={recording} />
  ) : (
    <span>{formatElapsed(recording.elapsed.recordedMs)}</span>
  );
}

/** A component of its own, so that a clock that ticks renders nothing else. */
function RunningLength({ recording }: { readonly recording: RecordingSnapshot }) {
  return <span>{formatElapsed(elapsedMs(recording.elapsed, usePage().nowMs.value))}</span>;
}
