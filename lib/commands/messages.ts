import * as v from 'valibot';
import { captureChoicesSchema } from '../recording/capture-choices.ts';
import { rectSchema } from '../recording/crop.ts';
import type { LogEntry } from '../recording/log-entry.ts';
import type { Message } from '../recording/message.ts';
import type { Snapshot } from '../recording/snapshot.ts';
import type { Device, TabCondition } from '../recording/source.ts';
import { stopRuleSchema } from '../recording/stop-rule.ts';
import { type MintingEndpoint, targetSchema } from '../recording/target.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  RECORDER_COMMANDS,
  type RecorderCommand,
  recordingId,
} from './commands.ts';

const tabId = v.pipe(v.number(), v.integer());
const settingsLike = v.record(v.string(), v.unknown());

/** How the background passes a command on. `settings`: for one that may resume the recording; null for the others. */
const recorderCommand = v.object({ id: recordingId, settings: v.nullable(settingsLike) });

type CommandMessages = {
  readonly [N in CommandName as `background/${N}`]: (typeof COMMANDS)[N]['data'];
} & { readonly [N in RecorderCommand as `recorder/${N}`]: typeof recorderCommand };

/** The messages of all commands: from a page to the background, and from there to the recorder where that serves it. */
const COMMAND_MESSAGES = Object.fromEntries([
  ...COMMAND_NAMES.map((name) => [`background/${name}`, COMMANDS[name].data]),
  ...RECORDER_COMMANDS.map((name) => [`recorder/${name}`, recorderCommand]),
]) as CommandMessages;

/**
 * Every message between the contexts of the extension, with what it carries.
 * The first word says who answers it; nobody else listens.
 */
export const MESSAGES = {
  ...COMMAND_MESSAGES,
  /** The permission page reports that the person decided; the start that waited for it continues, unless it is too late. */
  'background/permission-decided': v.object({ granted: v.boolean() }),

  /** The person does not want the recording whose countdown runs. Nothing happens when none runs. */
  'background/cancel-start': v.null(),

  /** The person wants to choose the area of this tab that is recorded: takes a still of it, and opens the page for that. */
  'background/choose-crop': v.object({ tabId }),
  /** From that page: which still to show. */
  'background/still': v.null(),

  /** From the recorder: which minting endpoint the settings have now. */
  'background/minting': v.null(),
  /** From the recorder: it listens now. */
  'background/recorder-ready': v.null(),
  /** From the recorder: the state of everything it does. */
  'background/snapshot': v.custom<Snapshot>(isRecord),
  'background/log': v.custom<readonly LogEntry[]>(Array.isArray),
  /** From the recorder: nothing is recorded or uploaded any more; it may be closed. */
  'background/recorder-idle': v.null(),

  /** From the recorder: no picture comes from the tab that is recorded; how is it? */
  'background/look-at-tab': v.object({ tabId }),

  /** Starts a recording. `tab`: null for a source without one. */
  'recorder/start': v.object({
    id: recordingId,
    capture: captureChoicesSchema,
    target: targetSchema,
    title: v.nullable(v.string()),
    tab: v.nullable(
      v.object({
        tabId,
        /** Minted just before: good for one use, within seconds. */
        streamId: v.string(),
        /** In CSS pixels; null when it is not known. */
        viewport: v.nullable(v.object({ width: v.number(), height: v.number() })),
        /** Whether the person has muted it. */
        isMuted: v.boolean(),
        /** Whether it plays something. */
        isAudible: v.boolean(),
        /** The part of it to record, in shares of its sides; null: all of it. */
        crop: v.nullable(rectSchema),
      }),
    ),
    settings: settingsLike,
    /** When it stops by itself; null: when the person stops it. */
    stop: v.nullable(stopRuleSchema),
  }),
  /** The person muted a tab, or turned its sound on again. */
  'recorder/tab-muted': v.object({ tabId, isMuted: v.boolean() }),
  'recorder/use-microphone': COMMANDS['use-microphone'].data,
  'recorder/use-camera': COMMANDS['use-camera'].data,
  'recorder/place-camera': COMMANDS['place-camera'].data,
  'recorder/use-new-url': v.object({ id: recordingId, target: targetSchema, settings: settingsLike }),
  /** Resumes an upload that was left unfinished when the browser or the extension ended. */
  'recorder/recover': v.object({ id: recordingId, settings: settingsLike }),
  /** Lets go of a recording that is not live, because it is to be deleted. */
  'recorder/forget': v.object({ id: v.pipe(v.string(), v.minLength(1)) }),
  /** A recording may start soon: what takes a while is opened. */
  'recorder/prepare': v.null(),
  /** Asks for `background/snapshot` to be sent again. */
  'recorder/report': v.null(),
} as const;

/** The name of a message, which begins with its receiver. */
export type MessageName = keyof typeof MESSAGES;
/** What a message carries, after it was parsed. */
export type MessageData<N extends MessageName> = v.InferOutput<(typeof MESSAGES)[N]>;

/** How a start ended, as the answer to `background/start` and `recorder/start`. `reason` is for the person. */
export type StartResult =
  | { readonly kind: 'started'; readonly id: string }
  /** The permission page was opened; the start continues by itself when the person agrees. */
  | { readonly kind: 'needs-permission'; readonly devices: readonly Device[] }
  | { readonly kind: 'refused'; readonly reason: Message }
  /** The person cancelled it during its countdown. */
  | { readonly kind: 'cancelled' };

/** What became of the start that waited, as the answer to `background/permission-decided`. */
export type DecisionResult =
  | StartResult
  /** It waited for too long: nothing is recorded. */
  | { readonly kind: 'expired' }
  /** None waited, or the person said no. */
  | { readonly kind: 'none' };

/** A still of a tab, on which an area is chosen. */
export interface Still {
  readonly tabId: number;
  /** The site that the area is remembered for. */
  readonly site: string;
  /** A data URL. */
  readonly picture: string;
  /** The width of the tab in CSS pixels; null where the browser does not say. */
  readonly viewportWidth: number | null;
}

/** The answer to `background/snapshot`. */
export interface Report {
  /** Whether a page is open that shows it. */
  readonly watched: boolean;
}

/** What a message is answered with; messages that are not listed are answered with null. */
export interface Answers {
  'background/start': StartResult;
  'background/permission-decided': DecisionResult;
  'background/still': Still | null;
  'background/minting': MintingEndpoint | null;
  'background/snapshot': Report;
  'background/look-at-tab': TabCondition;
  'recorder/start': StartResult;
}

/** The answer to one message; null where there is nothing to say. */
export type AnswerTo<N extends MessageName> = N extends keyof Answers ? Answers[N] : null;

/** What the background posts to a page over its port: all of it first, then changes. */
export type PageUpdate =
  | { readonly kind: 'hello'; readonly snapshot: Snapshot; readonly log: readonly LogEntry[] }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'log'; readonly entries: readonly LogEntry[] }
  /** Seconds until a recording starts; null: the countdown is over. */
  | { readonly kind: 'countdown'; readonly secondsLeft: number | null }
  /** What is stored has changed beside the Snapshot: read the catalog again. */
  | { readonly kind: 'recordings-changed' };

/** The name of the port that a page opens to the background. */
export const PAGE_PORT = 'page';

function isRecord(value: unknown): value is Snapshot {
  return typeof value === 'object' && value !== null && 'current' in value && 'others' in value;
}
