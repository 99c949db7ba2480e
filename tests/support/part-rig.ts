import { vi } from 'vitest';
import { systemClock } from '../../lib/base/clock.ts';
import type { RecorderEvents } from '../../lib/capture/recorder.ts';
import type { Engine, EngineEvents, KnownRecording, NewRecording } from '../../lib/engine/engine-api.ts';
import { UploadUrlInUseError } from '../../lib/engine/uploading/url-lock.ts';
import type { LiveRequest } from '../../lib/recorder/live/live-ports.ts';
import { Recordings, type RecordingsPorts } from '../../lib/recorder/recordings.ts';
import { idsIn, type Message, MessageError } from '../../lib/recording/message.ts';
import type { Source } from '../../lib/recording/source.ts';
import type { StopRule } from '../../lib/recording/stop-rule.ts';
import type { Target } from '../../lib/recording/target.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { aRecording } from './a-recording.ts';
import { RECORDER, STILL_PICTURE, TAB } from './capture-requests.ts';

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

/**
 * A document that records a tab, whose first recorder never stops. Its engines refuse the recordings named by
 * `isRefused`, and take `createMs` to start. Needs fake timers.
 */
export function partRig(
  target: Target,
  isRefused: (recording: NewRecording) => boolean = () => false,
  createMs = 0,
  source: Source = 'tab',
) {
  const made: NewRecording[] = [];
  const sealed: string[] = [];
  /** From a part's start to what its end was sealed with. */
  const lengthsMs: number[] = [];
  const failed: string[] = [];
  const discarded: string[] = [];
  const recorders: RecorderEvents[] = [];
  const done: string[] = [];
  /** To its recorders. */
  const orders: string[] = [];
  /** What engines were asked to do with uploads. */
  const asked: string[] = [];
  let endEngine: (why: Message) => void = () => undefined;
  let keptBytes = 0;
  const wishes = {
    createMs,
    openMs: 0,
    recorderMs: 0,
    /** Whether a recorder was given anything by the time it's stopped, if it takes so long to run. */
    hasTaken: true,
    captureHangs: false,
    openingGapMs: null as number | null,
    pauseHangs: false,
    appendHangs: false,
    failOver: () => new Promise<void>(() => undefined),
    recorderFails: false,
    lastSlice: '',
  };
  let reportTrouble: (about: 'picture', what: Message | null) => void = () => undefined;
  let frames = 0;
  let replaced = Promise.withResolvers<void>();
  const openEngine = async (events: EngineEvents, onCrash: (why: Message) => void) => {
    endEngine = onCrash;
    if (wishes.openMs > 0) await new Promise((resolve) => setTimeout(resolve, wishes.openMs));
    let id = '';
    let startedAtMs = 0;
    const show = (changes: object) => events.snapshot(aRecording({ id, state: 'recording', ...changes }));
    const engine = {
      create: async (recording: NewRecording) => {
        if (wishes.createMs > 0) await new Promise((resolve) => setTimeout(resolve, wishes.createMs));
        if (isRefused(recording))
          throw 'uploadUrl' in recording.target ? new UploadUrlInUseError() : new Error('No file.');
        id = recording.id;
        made.push(recording);
        show({});
      },
      pause: () => (wishes.pauseHangs ? new Promise(() => undefined) : Promise.resolve(show({ state: 'paused' }))),
      resume: async () => show({ state: 'recording' }),
      failOver: async (_id: string, _settings: unknown, { recording, hasSent }: KnownRecording) => {
        asked.push(`fail over to ${JSON.stringify(recording.target)}${hasSent ? ', sent' : ''}`);
        await wishes.failOver();
        return keptBytes;
      },
      useNewUrl: async () => void asked.push('use a new URL'),
      retryNow: async () => void asked.push('retry now'),
      pauseUpload: async () => void asked.push('pause'),
      resumeUpload: async () => void asked.push('resume'),
      cancelUpload: async () => void asked.push('cancel'),
      setMarkers: async () => void asked.push('set markers'),
      append: async (slice: Blob) => {
        if (wishes.appendHangs && id === 'a') await new Promise(() => undefined);
        keptBytes += slice.size;
      },
      started: async (_mimeType: string, atMs: number) => {
        startedAtMs = atMs;
      },
      seal: async (atMs: number, problem: Message | null) => {
        sealed.push(`${id}: ${problem?.id ?? null}`);
        lengthsMs.push(atMs - startedAtMs);
        show({ state: 'complete' });
      },
      fail: async () => void failed.push(id),
      discard: async () => {
        discarded.push(id);
        return true;
      },
    } as unknown as Engine;
    return { engine, close: () => undefined };
  };
  const ports = {
    openEngine,
    missingPermissions: async () => [],
    openCapture: async (_request: unknown, signal: AbortSignal, report: typeof reportTrouble) => {
      reportTrouble = report;
      done.push('open');
      if (wishes.captureHangs) await aborted(signal);
      return {
        stream: {},
        deviceName: null,
        picture: {
          ...STILL_PICTURE,
          get replaced() {
            return replaced.promise;
          },
        },
        pictureEnded: new Promise(() => undefined),
        frames: () => {
          frames += 10;
          return frames;
        },
        close: () => void done.push('close'),
      };
    },
    startRecorder: async (
      _stream: unknown,
      { pictureEnded, stopped }: { readonly pictureEnded: Promise<Message>; readonly stopped: AbortSignal },
      events: RecorderEvents,
    ) => {
      if (wishes.recorderFails) throw new Error('No encoder.');
      const calledMs = systemClock.monotonicMs();
      let takenUntilMs: number | null = null;
      stopped.addEventListener('abort', () => {
        takenUntilMs = systemClock.monotonicMs();
      });
      const nothingTaken = wishes.hasTaken ? [] : [aborted(stopped)];
      const opened = new Promise<null>((resolve) => setTimeout(() => resolve(null), wishes.recorderMs));
      const why = wishes.recorderMs === 0 ? null : await Promise.race([opened, pictureEnded, ...nothingTaken]);
      if (why !== null) throw new MessageError(why);
      const name = recorders.push(events);
      orders.push(`record ${name}`);
      // What it has taken by Stop is handed over before anybody has it.
      if (takenUntilMs !== null && wishes.lastSlice !== '') events.slice(new Blob([wishes.lastSlice]));
      return {
        mimeType: 'video/webm',
        beganMs: takenUntilMs === null ? systemClock.monotonicMs() : calledMs,
        takenUntilMs: () => takenUntilMs,
        pause: () => void orders.push(`pause ${name}`),
        resume: () => void orders.push(`resume ${name}`),
        requestData: () => void done.push(`request ${name}`),
        pictures: () => null,
        ends: async () => null,
        openingGapMs: () => wishes.openingGapMs,
        noteDropped: () => undefined,
        // The first one ignores this, like everything else.
        stop: async () => {
          if (name === 1) await new Promise(() => undefined);
          if (wishes.lastSlice !== '') events.slice(new Blob([wishes.lastSlice]));
        },
      };
    },
    newId: () => `part-${made.length + 1}`,
    nowMs: Date.now,
    later: (delayMs: number, callback: () => void) => void setTimeout(callback, delayMs),
    clock: systemClock,
    dropped: () => undefined,
    freeBytes: async () => null,
    onIdle: () => undefined,
  } as unknown as RecordingsPorts;
  const everWarned = new Set<string>();
  const recordings: Recordings = new Recordings(ports, {
    changed: () => {
      for (const id of idsIn(recordings.board.snapshot().current?.warning ?? null)) everWarned.add(id);
    },
    log: () => undefined,
  });
  const request: LiveRequest = {
    recording: { id: 'a', source, title: 'A page', startedAtMs: 0, target },
    capture: TAB,
    recorder: RECORDER,
    settings: DEFAULT_SETTINGS,
    stop: null,
  };
  return {
    made,
    sealed,
    lengthsMs,
    failed,
    discarded,
    done,
    orders,
    asked,
    wishes,
    /** The last engine that was opened dies. */
    endEngine: () => endEngine({ id: 'engine.workerEnded' }),
    board: recordings.board,
    recordings,
    everWarned,
    warned: () => idsIn(recordings.board.snapshot().current?.warning ?? null),
    start: (stop: StopRule | null = null) => recordings.live.start({ ...request, stop }),
    recorders: () => recorders.length,
    /** Recorder number `name`, from 1, ends by itself. */
    endRecorder: (name: number, why: Message) => recorders[name - 1]?.ended(why),
    /** Recorder number `name`, from 1, delivers a slice every half second. */
    record: async (name: number, seconds: number) => {
      for (let half = 0; half < seconds * 2; half += 1) {
        recorders[name - 1]?.slice(new Blob(['x']));
        await vi.advanceTimersByTimeAsync(500);
      }
    },
    /** The recorder's picture is dead, and there is another. */
    replacePicture: () => {
      replaced.resolve();
      replaced = Promise.withResolvers();
    },
    reportTrouble: (what: Message) => reportTrouble('picture', what),
  };
}
