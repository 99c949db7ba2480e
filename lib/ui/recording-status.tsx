import { assertNever } from '../recording/assert-never.ts';
import { elapsedMs, type RecordingSnapshot } from '../recording/snapshot.ts';
import { isLive } from '../recording/state.ts';
import { ByteBars } from './byte-bars.tsx';
import { formatBytes, formatElapsed, formatRate, formatSpan, percentOf } from './format.ts';
import { usePage } from './page.ts';
import { noticesOf, stateTone, stateWords } from './recording-words.ts';
import { Sparkline } from './sparkline.tsx';
import { behindMs, recentRate } from './upload-figures.ts';

/**
 * How a recording stands. It may lie inside a live region: what moves by itself is marked `aria-live="off"`, so that a
 * screen reader speaks when the state or a problem changes and stays silent while seconds and bytes run.
 */
export function RecordingStatus({ recording }: { readonly recording: RecordingSnapshot }) {
  const { state } = recording;
  const isMoving = state !== 'preparing' && state !== 'complete' && state !== 'failed';
  return (
    <div class="recording" data-tone={stateTone(recording)}>
      <div class="recording-head">
        <span class="recording-state">{stateWords(recording)}</span>{' '}
        {state !== 'failed' && state !== 'preparing' && <Clock recording={recording} />}
      </div>
      {recording.title !== null && <p class="recording-title">{recording.title}</p>}
      {state === 'complete' && <Summary recording={recording} />}
      {isMoving && (
        <div aria-live="off" class="recording">
          <ByteBars recording={recording} />
          <LinkLine recording={recording} />
        </div>
      )}
      <Notices recording={recording} />
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
  const { sentPerSecond, spooledBytes, ackedBytes, state } = recording;
  const live = isLive(state);
  const left = live
    ? `${formatSpan(behindMs(recording, nowMs.value))} behind`
    : `${formatBytes(Math.max(0, spooledBytes - ackedBytes))} left · ${percentOf(ackedBytes, spooledBytes)} %`;
  return (
    <>
      <p class="link-line number">{`${flowWords(recording)} · ${left}`}</p>
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

function Notices({ recording }: { readonly recording: RecordingSnapshot }) {
  const { nowMs } = usePage();
  return (
    <>
      {noticesOf(recording, nowMs.value).map(({ tone, sentence, wait }) => (
        <p key={sentence} class="notice" data-tone={tone}>
          {sentence}
          {wait !== null && (
            <span class="number" aria-live="off">
              {` ${wait}`}
            </span>
          )}
        </p>
      ))}
    </>
  );
}
