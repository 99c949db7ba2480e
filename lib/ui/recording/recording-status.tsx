import { assertNever } from '../../base/errors.ts';
import { elapsedMs } from '../../recording/elapsed.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { formatBytes, formatElapsed, formatPercent, formatRate, percentOf } from '../../words/format.ts';
import { t } from '../../words/t.ts';
import { usePage } from '../kit/page.ts';
import { ProgressBar, shareOf } from '../kit/progress-bar.tsx';
import { sourceWords, stateTone } from './recording-words.ts';
import { backlogWords, recentRate } from './upload-figures.ts';

/**
 * The state of a recording. It's made for a live region: what ticks is marked `aria-live="off"`, so a screen reader
 * announces changes of state and stays silent about seconds and bytes. While the recording is live it always has the
 * same number of lines, so that nothing below it moves.
 */
export function RecordingStatus({
  recording,
  words,
}: {
  readonly recording: RecordingSnapshot;
  readonly words: string;
}) {
  const { state, title } = recording;
  const isMoving = state !== 'complete' && state !== 'unconfirmed' && state !== 'failed';
  const shownTitle = title ?? (isLive(state) ? sourceWords(recording) : null);
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
      <p class="number">{t('ui.figures.allUploaded', { bytes: formatBytes(ackedBytes) })}</p>
      {targetLabel !== null && <p class="recording-title">{targetLabel}</p>}
    </>
  );
}

/** How much is recorded and how much of it the server has. The paler part was sent but isn't confirmed. */
function ByteBars({ recording }: { readonly recording: RecordingSnapshot }) {
  const { spooledBytes, ackedBytes, sentBytes } = recording;
  const amount = {
    done: formatBytes(ackedBytes),
    total: formatBytes(spooledBytes),
    percent: formatPercent(percentOf(ackedBytes, spooledBytes)),
  };
  return (
    <div class="bars number">
      <span class="quiet">{t('ui.figures.recorded')}</span>
      <span class="bar" aria-hidden="true">
        <i class="recorded" style={{ width: shareOf(spooledBytes, spooledBytes) }} />
      </span>
      <span>{amount.total}</span>
      <span class="quiet">{t('ui.figures.uploaded')}</span>
      <ProgressBar
        name={t('ui.figures.progress')}
        done={ackedBytes}
        sent={sentBytes}
        whole={spooledBytes}
        valueText={t('ui.figures.amountAndPercent', amount)}
      />
      <span>{amount.done}</span>
    </div>
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
            ? t('ui.figures.nothingYet')
            : `${flowWords(recording)} · ${backlogWords(recording, nowMs.value)}`}
        </span>
      </p>
      {state !== 'blocked' && <Sparkline values={sentPerSecond} />}
    </>
  );
}

/** The upload rate, or the reason why nothing moves: "0 bit/s" looks like a fault. */
function flowWords({ link, state, sentPerSecond }: RecordingSnapshot): string {
  switch (link.kind) {
    case 'sending':
      return t('ui.figures.rate', { rate: formatRate(recentRate(sentPerSecond)) });
    case 'idle':
      if (state === 'paused') return t('ui.figures.recordingPaused');
      return isLive(state) ? t('ui.figures.filling') : t('ui.figures.waitingForServer');
    case 'retrying':
      return t('ui.figures.retrying');
    case 'stalled':
      return t('ui.figures.stalled');
    case 'offline':
      return t('ui.figures.offline');
    case 'paused':
      return t('ui.figures.paused');
    case 'after-stop':
      return isLive(state) ? t('ui.figures.afterStop') : t('ui.figures.startingSoon');
    case 'blocked':
      return t('ui.figures.stopped');
    default:
      return assertNever(link);
  }
}

const SPARK_SECONDS = 60;
const SPARK_HEIGHT = 20;

/** The bytes sent in each of the last 60 seconds, oldest first. A picture only: the text above says the same. */
function Sparkline({ values }: { readonly values: readonly number[] }) {
  const missing = Math.max(0, SPARK_SECONDS - values.length);
  const padded = [...Array<number>(missing).fill(0), ...values.slice(-SPARK_SECONDS)];
  const top = Math.max(1, ...padded);
  const points = padded.map((value, second) => {
    return `${second},${(SPARK_HEIGHT - (value / top) * SPARK_HEIGHT).toFixed(1)}`;
  });
  const lastSecond = SPARK_SECONDS - 1;
  return (
    <svg class="sparkline" aria-hidden="true" viewBox={`0 0 ${lastSecond} ${SPARK_HEIGHT}`} preserveAspectRatio="none">
      <polygon class="area" points={`0,${SPARK_HEIGHT} ${points.join(' ')} ${lastSecond},${SPARK_HEIGHT}`} />
      <polyline class="stroke" points={points.join(' ')} />
    </svg>
  );
}
