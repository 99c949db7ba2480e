import type { LogLevel } from '../../recording/log-entry.ts';
import type { Message } from '../../recording/message.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isSteady } from '../../recording/source.ts';
import { watchBeginning } from '../watch/beginning-watch.ts';
import { type DiskWatchPorts, watchDisk } from '../watch/disk-watch.ts';
import { watchDropped } from '../watch/drop-watch.ts';
import { type FlowWatchPorts, watchFlow } from '../watch/flow-watch.ts';
import { type RecorderWatchPorts, watchRecorder } from '../watch/recorder-watch.ts';
import { type StandstillWatchPorts, watchStandstills } from '../watch/standstill-watch.ts';
import { type StopWatchPorts, watchStop } from '../watch/stop-watch.ts';
import type { LiveRecording } from './live-recording.ts';
import type { LiveSession } from './live-session.ts';
import type { Concern } from './live-warnings.ts';
import type { Break, Part } from './part.ts';

/** What is asked for where an encoder does not keep up with more, in frames a second. The words name it, too. */
const STEADY_RATE = 30;

/** What the watches over a session report and ask. */
export interface SessionWatcher {
  /** What is shown of the recording; null when nothing was reported yet. */
  shown(): RecordingSnapshot | null;
  /** Whether it is not sealed yet. */
  isOpen(): boolean;
  /** Whether it is the recording that is being made, which no other one continues. */
  isCurrent(): boolean;
  /** A message when something is wrong, null when it is well. */
  warn(about: Concern, what: Message | null): void;
  log(level: LogLevel, message: Message): void;
  /** The recorder or the writer doesn't come back. */
  onBreak(broken: Break): void;
  /** It is to stop by itself now. */
  onDue(): void;
}

/** Watches a live recording until it ends: the disk, the flow of its bytes, the recorder, standstills and its beginning. */
export function watchSession(
  session: LiveSession,
  live: LiveRecording,
  watcher: SessionWatcher,
  ports: DiskWatchPorts & FlowWatchPorts & RecorderWatchPorts & StandstillWatchPorts,
): void {
  const { part, request } = session;
  const givesAlways = isSteady(request.recording.source);
  const isRecording = () => watcher.shown()?.state === 'recording' && !session.isStopping;
  const onWarning = (about: Concern, what: Message | null) => watcher.warn(about, what);
  void watchDisk(
    {
      expectedBytesPerSecond: (request.recorder.videoBitsPerSecond + request.recorder.audioBitsPerSecond) / 8,
      spooledBytes: () => watcher.shown()?.spooledBytes ?? 0,
      isLive: () => watcher.isOpen(),
      onWarning: (what) => onWarning('disk', what),
    },
    ports,
  );
  void watchFlow(
    {
      flow: () => live.flow,
      heardAtMs: () => session.heardAtMs,
      isRecording,
      isLive: () => watcher.isOpen() && !session.isStopping,
      onWarning,
      onStuck: () => watcher.onBreak('writer'),
    },
    ports,
  );
  void watchStandstills(
    {
      isRecording,
      steadyPictures: () => (givesAlways ? part.frames() : null),
      isLive: () => watcher.isCurrent(),
      onWarning: (what) => {
        onWarning('still', what);
        live.stoodStill(what);
      },
    },
    ports,
  );
  void watchBeginning(
    {
      gapMs: () => live.openingGapMs,
      isLive: () => watcher.isCurrent(),
      onWarning: (what) => onWarning('beginning', what),
    },
    ports,
  );
  void part.pictureReplaced.then(() => watcher.onBreak('recorder'));
  void watchDropped(
    {
      delivered: () => part.frames(),
      recorded: () => part.recordedPictures(),
      isSteady: givesAlways,
      isRecording,
      turns: () => live.timeline.turns,
      isLive: () => watcher.isCurrent(),
      onWarning: (what) => onWarning('dropped', what),
      onOverwhelmed: () => void slowDown(part, watcher),
      note: (share) => part.noteDropped(share),
    },
    ports,
  );
  void watchRecorder(
    {
      isRecording,
      isLive: () => watcher.isCurrent(),
      handedBytes: () => part.handedBytes(),
      frames: () => part.frames(),
      requestData: () => part.requestData(),
      replace: () => watcher.onBreak('recorder'),
    },
    ports,
  );
}

/** Stops a session when it is time, from before its recorder runs: that may take a while. */
export function watchTimedStop(
  session: LiveSession,
  watcher: Pick<SessionWatcher, 'isOpen' | 'onDue'>,
  ports: StopWatchPorts,
): void {
  session.onHeard = watchStop(
    {
      rule: () => session.stop,
      recordedMs: () => session.recordedMs,
      // Also while a part is tried that would continue it: without one, it goes on.
      isLive: () => watcher.isOpen() && !session.isStopping,
      stop: () => watcher.onDue(),
    },
    ports,
  );
}

/** Half of the pictures, evenly, are better than what an overwhelmed encoder leaves of them. */
async function slowDown(part: Part, { log }: Pick<SessionWatcher, 'log'>): Promise<void> {
  const before = await part.limitRate(STEADY_RATE);
  if (before !== null) log('warning', { id: 'recorder.fewerPictures', number: before });
}
