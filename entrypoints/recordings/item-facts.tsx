import { useComputed } from '@preact/signals';
import { assertNever } from '../../lib/base/errors.ts';
import { elapsedMs } from '../../lib/recording/elapsed.ts';
import { mediaType } from '../../lib/recording/file-name.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { isLive } from '../../lib/recording/state.ts';
import type { StoredFile } from '../../lib/spool/stored-files.ts';
import { Notices } from '../../lib/ui/kit/notices.tsx';
import { usePage } from '../../lib/ui/kit/page.ts';
import { ProgressBar } from '../../lib/ui/kit/progress-bar.tsx';
import { SourceIcon } from '../../lib/ui/kit/source-icon.tsx';
import { bytesOnDisk, type LibraryItem } from '../../lib/ui/library/library-item.ts';
import { sourceWords, stateTone } from '../../lib/ui/recording/recording-words.ts';
import { recentRate } from '../../lib/ui/recording/upload-figures.ts';
import {
  formatAgo,
  formatBytes,
  formatDay,
  formatElapsed,
  formatMoment,
  formatPercent,
  formatRate,
  percentOf,
} from '../../lib/words/format.ts';
import { t } from '../../lib/words/t.ts';

type RecordingItem = LibraryItem & { kind: 'recording' };

const CONTAINERS: Readonly<Record<string, string>> = {
  'video/webm': 'WebM',
  'video/mp4': 'MP4',
  'audio/webm': 'WebM',
  'audio/mp4': 'MP4',
};
const RECENT_MS = 24 * 60 * 60 * 1_000;

/** What an item is and how its upload is doing. `words`: its state. */
export function ItemFacts({ item, words }: { readonly item: LibraryItem; readonly words: string }) {
  switch (item.kind) {
    case 'recording':
      return (
        <>
          <RecordingFacts item={item} />
          <UploadFacts item={item} words={words} />
        </>
      );
    case 'unreadable':
      return (
        <FileFacts
          file={item.file}
          words={`${t('ui.item.otherVersion')} ${item.file === null ? t('ui.item.noFile') : t('ui.item.fileKept')}`}
        />
      );
    case 'file':
      return (
        <FileFacts
          file={item.file}
          words={`${item.isRecordMissing ? t('ui.item.unknown') : t('ui.item.unreadableNow')} ${t('ui.item.fileKept')}`}
        />
      );
    default:
      return assertNever(item);
  }
}

function FileFacts({ file, words }: { readonly file: StoredFile | null; readonly words: string }) {
  return (
    <>
      {file !== null && (
        <p class="facts number">
          <When atMs={file.writtenAtMs} />
          <span>{formatBytes(file.bytes)}</span>
        </p>
      )}
      <p class="notice" data-tone="warning">
        {words}
      </p>
    </>
  );
}

/** Source, time, length, size and format. */
function RecordingFacts({ item }: { readonly item: RecordingItem }) {
  const { source, startedAtMs, mimeType, state, spooledBytes, markersMs } = item.recording;
  const container = CONTAINERS[mediaType(mimeType) ?? ''];
  const bytes = bytesOnDisk(item) || spooledBytes;
  return (
    <p class="facts number">
      <span class="source">
        <SourceIcon source={source} />
        {sourceWords(item.recording)}
      </span>
      <When atMs={startedAtMs} />
      {state !== 'failed' && <Length recording={item.recording} />}
      {state !== 'failed' && <span>{formatBytes(bytes)}</span>}
      {container !== undefined && state !== 'failed' && <span>{container}</span>}
      {markersMs.length > 0 && <span>{t('ui.markers.count', markersMs.length)}</span>}
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

/** A component of its own, so that the ticking clock renders nothing else. */
function RunningLength({ recording }: { readonly recording: RecordingSnapshot }) {
  return <span>{formatElapsed(elapsedMs(recording.elapsed, usePage().nowMs.value))}</span>;
}

/** When something was: relative on the first day, exact in the tooltip. `atMs`: milliseconds since 1970. */
function When({ atMs }: { readonly atMs: number }) {
  const { nowMs } = usePage();
  // The clock ticks four times a second, these words hardly ever.
  const words = useComputed(() => {
    const now = nowMs.value;
    return now - atMs < RECENT_MS ? formatAgo(atMs, now) : formatDay(atMs);
  });
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatMoment(atMs)}>
      {words}
    </time>
  );
}

/** The state of the upload: how much the server has, and why it is not moving. */
function UploadFacts({ item, words }: { readonly item: RecordingItem; readonly words: string }) {
  const { recording } = item;
  const { state, targetLabel: target } = recording;
  return (
    <div class="upload-facts" data-tone={stateTone(recording)}>
      <p>
        {isLive(state) && <span class="lamp" data-state={state} aria-hidden="true" />}
        <strong class="recording-state">{words}</strong>
        {target !== null && state !== 'failed' && (
          <span class="quiet">
            {` · ${state === 'complete' ? t('ui.item.uploadedTo', { target }) : t('ui.item.target', { target })}`}
          </span>
        )}
      </p>
      {state !== 'complete' && state !== 'unconfirmed' && state !== 'failed' && <Share item={item} />}
      {state === 'complete' && item.file === null && <p class="quiet">{t('ui.item.fileGone')}</p>}
      <Notices recording={recording} />
    </div>
  );
}

function Share({ item: { recording, file } }: { readonly item: RecordingItem }) {
  const { state, spooledBytes, ackedBytes, sentBytes, link, sentPerSecond } = recording;
  const wholeBytes = isLive(state) ? spooledBytes : Math.max(spooledBytes, file?.bytes ?? 0);
  const amount = {
    done: formatBytes(ackedBytes),
    total: formatBytes(wholeBytes),
    percent: formatPercent(percentOf(ackedBytes, wholeBytes)),
  };
  const isMoving = link.kind === 'sending' || (link.kind === 'idle' && recentRate(sentPerSecond) > 0);
  return (
    <div class="share">
      <ProgressBar
        name={t('ui.figures.progress')}
        done={ackedBytes}
        sent={sentBytes}
        whole={wholeBytes}
        valueText={t('ui.figures.amountAndPercent', amount)}
      />
      <p class="facts number">
        <span>{t('ui.figures.amountUploaded', amount)}</span>
        <span>{amount.percent}</span>
        {isMoving && <span>{t('ui.figures.rate', { rate: formatRate(recentRate(sentPerSecond)) })}</span>}
      </p>
    </div>
  );
}
