import { isLive } from '../../lib/recording/state.ts';
import { Notices } from '../../lib/ui/kit/notices.tsx';
import type { ShelfItem } from '../../lib/ui/library/library-item.ts';
import { stateTone } from '../../lib/ui/recording/recording-words.ts';
import { recentRate } from '../../lib/ui/recording/upload-figures.ts';
import { formatBytes, formatRate, percentOf } from '../../lib/words/format.ts';

type RecordingItem = ShelfItem & { kind: 'recording' };

/** How a recording stands: its state, how much of it is at the server, and why it does not go on. */
export function UploadLine({ item, words }: { readonly item: RecordingItem; readonly words: string }) {
  const { recording } = item;
  const { state, targetLabel } = recording;
  return (
    <div class="stand" data-tone={stateTone(recording)}>
      <p>
        {isLive(state) && <span class="lamp" data-state={state} aria-hidden="true" />}
        <strong class="recording-state">{words}</strong>
        {targetLabel !== null && state !== 'failed' && (
          <span class="quiet">{` · ${state === 'complete' ? 'all of it at' : 'to'} ${targetLabel}`}</span>
        )}
      </p>
      {state !== 'complete' && state !== 'unconfirmed' && state !== 'failed' && <Share item={item} />}
      {state === 'complete' && item.file === null && <p class="quiet">Its file is not on this computer any more.</p>}
      <Notices recording={recording} />
    </div>
  );
}

function Share({ item: { recording, file } }: { readonly item: RecordingItem }) {
  const { state, spooledBytes, ackedBytes, sentBytes, link, sentPerSecond } = recording;
  const wholeBytes = isLive(state) ? spooledBytes : Math.max(spooledBytes, file?.bytes ?? 0);
  const percent = percentOf(ackedBytes, wholeBytes);
  const share = (bytes: number) => `${wholeBytes === 0 ? 0 : Math.min(100, (bytes / wholeBytes) * 100)}%`;
  const amount = `${formatBytes(ackedBytes)} of ${formatBytes(wholeBytes)}`;
  const isMoving = link.kind === 'sending' || (link.kind === 'idle' && recentRate(sentPerSecond) > 0);
  return (
    <div class="share">
      <span
        class="bar"
        role="progressbar"
        aria-label="Uploaded"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${amount}, ${percent} %`}
      >
        <i class="sent" style={{ width: share(sentBytes) }} />
        <i class="acked" style={{ width: share(ackedBytes) }} />
      </span>
      <p class="facts number">
        <span>{`${amount} uploaded`}</span>
        <span>{`${percent} %`}</span>
        {isMoving && <span>{`${formatRate(recentRate(sentPerSecond))} up`}</span>}
      </p>
    </div>
  );
}
