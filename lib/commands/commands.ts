import * as v from 'valibot';
import { bubbleSchema } from '../recording/bubble.ts';
import { captureChoicesSchema, deviceChoiceSchema } from '../recording/capture-choices.ts';
import { isAtWork, isUploadUnsettled, needsNewUrl, type RecordingSnapshot } from '../recording/snapshot.ts';
import { isLive } from '../recording/state.ts';
import { stopChoiceSchema } from '../recording/stop-rule.ts';
import { givenUrlSchema } from '../recording/target.ts';
import type { ShortcutName } from './shortcuts.ts';

/** The id of a recording, as it is sent from one context to another. */
export const recordingId = v.pipe(v.string(), v.uuid());

/** The target a page asks for: an upload URL you gave, or null for one from the minting endpoint. */
const wantedTarget = v.nullable(givenUrlSchema);

/** More markers couldn't be distinguished on a player's bar, and every report carries them. */
const MAX_MARKERS = 1_000;

const ofRecording = v.object({ id: recordingId });

/** A command you can give. */
interface Command {
  /** What it needs. */
  readonly data: v.GenericSchema<unknown>;
  /** Who carries it out. The background passes on the recorder's commands. */
  readonly servedBy: 'background' | 'recorder';
  /** Whether the recorder resumes the recording first if it isn't open. */
  readonly resumes: boolean;
  /** Whether it names a state: given twice, it does what it does when given once. */
  readonly repeats: boolean;
  /** Whether it is allowed now. `recording`: the one it is about, or the current one; null for none. */
  readonly isAllowed: (recording: RecordingSnapshot | null) => boolean;
  /** Its key and entry in the context menu, which commands may share; null for none. */
  readonly shortcut: ShortcutName | null;
}

/**
 * Every command, once: its messages, the buttons' states and who serves it derive from this table. A new command is an
 * entry and its implementation: in `lib/recorder/commands.ts` for the recorder, otherwise in the background's handlers.
 */
export const COMMANDS = {
  /** Starts a recording. `tabId`: the tab to record; null for a source without one. */
  start: {
    data: v.object({
      capture: captureChoicesSchema,
      target: wantedTarget,
      tabId: v.nullable(v.pipe(v.number(), v.integer())),
      stop: stopChoiceSchema,
    }),
    servedBy: 'background',
    resumes: false,
    repeats: false,
    isAllowed: (current) => current === null || !isLive(current.state),
    shortcut: 'start-stop',
  },
  pause: {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) => recording?.state === 'recording' && !recording.isStopping,
    shortcut: 'pause-resume',
  },
  resume: {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) => recording?.state === 'paused' && !recording.isStopping,
    shortcut: 'pause-resume',
  },
  /** The microphone is recorded as silence until it is unmuted. */
  'mute-microphone': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) => isBeingMade(recording) && recording?.microphone?.isMuted === false,
    shortcut: 'mute-unmute',
  },
  'unmute-microphone': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) => isBeingMade(recording) && recording?.microphone?.isMuted === true,
    shortcut: 'mute-unmute',
  },
  /** Removes the camera from over the picture and closes it. */
  'camera-off': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) => isBeingMade(recording) && recording?.camera?.isOn === true && hasCameraOver(recording),
    shortcut: null,
  },
  'camera-on': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) => isBeingMade(recording) && recording?.camera?.isOn === false && hasCameraOver(recording),
    shortcut: null,
  },
  /** Records another camera from now on; null: the browser's default. */
  'use-camera': {
    data: v.object({ id: recordingId, device: v.nullable(deviceChoiceSchema) }),
    servedBy: 'background',
    resumes: false,
    repeats: false,
    isAllowed: (recording) => isBeingMade(recording) && recording?.camera != null,
    shortcut: null,
  },
  /** Moves the camera within the picture. */
  'place-camera': {
    data: v.object({ id: recordingId, bubble: bubbleSchema }),
    servedBy: 'background',
    resumes: false,
    repeats: false,
    isAllowed: (recording) => isBeingMade(recording) && hasCameraOver(recording),
    shortcut: null,
  },
  /** Records another microphone from now on; null: the browser's default. */
  'use-microphone': {
    data: v.object({ id: recordingId, device: v.nullable(deviceChoiceSchema) }),
    servedBy: 'background',
    resumes: false,
    repeats: false,
    isAllowed: (recording) => isBeingMade(recording) && recording?.microphone != null,
    shortcut: null,
  },
  stop: {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) => recording !== null && isLive(recording.state) && !recording.isStopping,
    shortcut: 'start-stop',
  },
  /** Cancels the timed stop. */
  'keep-going': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: true,
    isAllowed: (recording) =>
      recording !== null && isLive(recording.state) && !recording.isStopping && recording.stop !== null,
    shortcut: null,
  },
  /** Adds a marker at the current position. */
  'add-marker': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: false,
    repeats: false,
    isAllowed: (recording) =>
      (recording?.state === 'recording' || recording?.state === 'paused') &&
      !recording.isStopping &&
      recording.markersMs.length < MAX_MARKERS,
    shortcut: 'add-marker',
  },
  /** Tries the upload again: before its time, or after it has stopped. */
  'retry-now': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: true,
    repeats: false,
    isAllowed: (recording) =>
      recording !== null && (needsNewUrl(recording) ? recording.canTryAgain : isWaiting(recording)),
    shortcut: null,
  },
  /** Sends the whole recording to another URL, from byte 0. */
  'use-new-url': {
    data: v.object({ id: recordingId, target: wantedTarget }),
    servedBy: 'background',
    resumes: true,
    repeats: false,
    isAllowed: (recording) => recording !== null && isUploadUnsettled(recording),
    shortcut: null,
  },
  'pause-upload': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: true,
    repeats: true,
    isAllowed: (recording) =>
      canStopUpload(recording) && recording?.link.kind !== 'paused' && recording?.link.kind !== 'after-stop',
    shortcut: null,
  },
  'resume-upload': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: true,
    repeats: true,
    isAllowed: (recording) => canStopUpload(recording) && recording?.link.kind === 'paused',
    shortcut: null,
  },
  /** Cancels the upload; the recording stays on this computer. */
  'cancel-upload': {
    data: ofRecording,
    servedBy: 'recorder',
    resumes: true,
    repeats: false,
    isAllowed: canStopUpload,
    shortcut: null,
  },
  /**
   * Deletes a recording's files and its row for good. Anything found on disk can be deleted, so the id may be any text.
   */
  delete: {
    data: v.object({ id: v.pipe(v.string(), v.minLength(1)) }),
    servedBy: 'background',
    resumes: false,
    repeats: false,
    isAllowed: (recording) => recording !== null && !isAtWork(recording),
    shortcut: null,
  },
} as const satisfies Readonly<Record<string, Command>>;

/** The name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** What a command needs. */
export type CommandData<N extends CommandName> = v.InferOutput<(typeof COMMANDS)[N]['data']>;

/** The commands that the recorder serves. Each is about one recording and needs only its id. */
export type RecorderCommand = {
  readonly [N in CommandName]: (typeof COMMANDS)[N]['servedBy'] extends 'recorder' ? N : never;
}[CommandName];

/** Every command's name, in the order of the table. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** The names of the commands that the recorder serves. */
export const RECORDER_COMMANDS = COMMAND_NAMES.filter(
  (name): name is RecorderCommand => COMMANDS[name].servedBy === 'recorder',
);

/** Whether it is live. */
function isBeingMade(recording: RecordingSnapshot | null): boolean {
  return recording !== null && isLive(recording.state) && !recording.isStopping;
}

/** Whether the camera stands over another picture. */
function hasCameraOver(recording: RecordingSnapshot | null): boolean {
  return recording?.camera != null && recording.camera.bubble !== null;
}

/** A command that has a shortcut. */
export type ShortcutCommand = {
  readonly [N in CommandName]: (typeof COMMANDS)[N]['shortcut'] extends null ? never : N;
}[CommandName];

/** The command a shortcut would give now; null when none is allowed. */
export function commandFor(shortcut: ShortcutName, current: RecordingSnapshot | null): ShortcutCommand | null {
  const found = COMMAND_NAMES.find((name) => COMMANDS[name].shortcut === shortcut && COMMANDS[name].isAllowed(current));
  return (found as ShortcutCommand | undefined) ?? null;
}

function isWaiting(recording: RecordingSnapshot): boolean {
  const { kind } = recording.link;
  return isUploadUnsettled(recording) && (kind === 'retrying' || kind === 'stalled');
}

/** Whether there is an upload to pause or cancel. */
function canStopUpload(recording: RecordingSnapshot | null): boolean {
  return recording !== null && isUploadUnsettled(recording) && !needsNewUrl(recording);
}
