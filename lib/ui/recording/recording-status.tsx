import { assertNever } from '../../base/assert-never.ts';
import { elapsedMs, type RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { formatBytes, formatElapsed, formatRate } from '../../words/format.ts';
import { ByteBars } from '../kit/byte-bars.tsx';
import { usePage } from '../kit/page.ts';
import { Sparkline } from '../kit/sparkline.tsx';
import { stateTone } from './recording-words.ts';
import { backlogWords, recentRate } from './upload-figures.ts';

/**
 * How a recording stands. It may lie inside a live region: what moves by itself is marked `aria-live="off"`, so that a
 * screen reader speaks when the state changes and stays silent while seconds and bytes run. Of a live recording it
 * always has the same lines, so that what stands below it never moves.
 */
export function RecordingStatus({
  recording,
  words,
}: {
  readonly recording: RecordingSnapshot;
  readonly words: string;
}) {
  const { state, source, title } = recording;
  const isMoving = state !== 'complete' && state !== 'unconfirmed' && state !== 'failed';
  const shownTitle = title ?? (isLive(state) ? (source === 'tab' ? 'Tab' : 'Camera') : null);
  return (
    <div class="recording" data-tone={stateTone(recording)}>
      <div class="recording-head">
        <span class="recording-state">{words}</span> {state !== 'failed' && <Clock recording={recording} />}
      </div>
      {shownTitle !== null && <p class="recording-title">{shownTitle}</p>}
      {state === 'complete' && <Summary recording={recording} />}
      {isMoving && (
        <div aria-live="off" class="recording">
          <ByteBars recording={recording} />
          <LinkLine recording={recording} />
        </div>
      )}
    </div>
  );
}

function Clock({ recording }: { readonly recording: RecordingSnapshot }) {
  const { state, elapsed } = recording;
  const text = formatElapsed(elapsedMs(elapsed, usePage().nowMs.value));
  return (
    <span class="clock number" aria-live="off">
      {isLive(state) && <span class="lamp" data-state={state} aria-hidden="true" />}
      {text}
    </span>
  );
}

function Summary({ recording }: { readonly recording: RecordingSnapshot }) {
  const { ackedBytes, targetLabel } = recording;
  return (
    <>
      <p class="number">{`${formatBytes(ackedBytes)}, all of it at the server`}</p>
      {targetLabel !== null && <p class="recording-title">{targetLabel}</p>}
    </>
  );
}

function LinkLine({ recording }: { readonly recording: RecordingSnapshot }) {
  const { nowMs } = usePage();
  const { sentPerSecond, state } = recording;
  return (
    <>
      <p class="link-line number">
        <span>
          {state === 'preparing'
            ? 'nothing recorded yet'
            : `${flowWords(recording)} · ${backlogWords(recording, nowMs.value)}`}
        </span>
      </p>
      {state !== 'blocked' && <Sparkline values={sentPerSecond} />}
    </>
  );
}

/** How fast it goes; where nothing moves, why, as "0 bit/s" looks like a fault. */
function flowWords({ link, state, sentPerSecond }: RecordingSnapshot): string {
  switch (link.kind) {
    case 'sending':
      return `${formatRate(recentRate(sentPerSecond))} up`;
    case 'idle':
      return isLive(state) ? 'collecting the next chunk' : 'waiting for the server';
    case 'retrying':
      return 'about to try again';
    case 'stalled':
      return 'upload stalled';
    case 'offline':
      return 'no network';
    case 'paused':
      return 'upload paused';
    case 'after-stop':
      return isLive(state) ? 'upload after Stop' : 'upload about to begin';
    case 'blocked':
      return 'upload stopped';
    default:
      return assertNever(link);
  }
}
