import * as v from 'valibot';
import { captureChoicesSchema } from '../recording/capture-choices.ts';
import { rectSchema } from '../recording/crop.ts';
import type { LogEntry } from '../recording/log-entry.ts';
import type { Message } from '../recording/message.ts';
import type { Snapshot } from '../recording/snapshot.ts';
import type { Device, TabCondition } from '../recording/source.ts';
import { stopRuleSchema } from '../recording/stop-rule.ts';
import { tabViewSchema } from '../recording/tab-view.ts';
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

/** How the background passes on a command. `settings`: for commands that may resume the recording; null for others. */
const recorderCommand = v.object({ id: recordingId, settings: v.nullable(settingsLike) });

type CommandMessages = {
  readonly [N in CommandName as `background/${N}`]: (typeof COMMANDS)[N]['data'];
} & { readonly [N in RecorderCommand as `recorder/${N}`]: typeof recorderCommand };

/** The messages of all commands: from a page to the background, and on to the recorder for those it serves. */
const COMMAND_MESSAGES = Object.fromEntries([
  ...COMMAND_NAMES.map((name) => [`background/${name}`, COMMANDS[name].data]),
  ...RECORDER_COMMANDS.map((name) => [`recorder/${name}`, recorderCommand]),
]) as CommandMessages;

/** Every message between the extension's contexts, and what it carries. The first word says who answers it. */
export const MESSAGES = {
  ...COMMAND_MESSAGES,
  /** The permission page reports your decision; the start that waited continues, unless it's too late. */
  'background/permission-decided': v.object({ granted: v.boolean() }),

  /** You cancelled the countdown. No effect when none runs. */
  'background/cancel-start': v.null(),

  /** You want to choose the area of this tab to record: takes a still of it, and opens the page for choosing. */
  'background/choose-crop': v.object({ tabId }),
  /** From that page: asks for the still to show. */
  'background/still': v.null(),

  /** From the recordings page: there are files without a record, and what they are can be found out. */
  'background/records-missing': v.null(),

  /** From the recorder: asks for the minting endpoint in the settings. */
  'background/minting': v.null(),
  /** From the recorder: it is listening now. */
  'background/recorder-ready': v.null(),
  /** From the recorder: the state of all its recordings. */
  'background/snapshot': v.custom<Snapshot>(isRecord),
  'background/log': v.custom<readonly LogEntry[]>(Array.isArray),
  /** From the recorder: nothing is recorded or uploaded any more, so it can be closed. */
  'background/recorder-idle': v.null(),

  /** From the recorder: the recorded tab delivers no picture; asks how the tab is. */
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
        /** In CSS pixels; null when unknown. */
        viewport: v.nullable(tabViewSchema),
        /** Whether you muted it. */
        isMuted: v.boolean(),
        /** Whether it plays something. */
        isAudible: v.boolean(),
        /** The part of it to record, in shares of its sides; null: all of it. */
        crop: v.nullable(rectSchema),
        /** Whether the tab has another size or zoom than when you chose that part. */
        isCropMoved: v.boolean(),
      }),
    ),
    settings: settingsLike,
    /** When it stops by itself; null: when you stop it. */
    stop: v.nullable(stopRuleSchema),
  }),
  /** You muted or unmuted a tab. */
  'recorder/tab-muted': v.object({ tabId, isMuted: v.boolean() }),
  /** A tab has another size, in CSS pixels, or zoom. */
  'recorder/tab-resized': v.object({ tabId, viewport: tabViewSchema }),
  'recorder/use-microphone': COMMANDS['use-microphone'].data,
  'recorder/use-camera': COMMANDS['use-camera'].data,
  'recorder/place-camera': COMMANDS['place-camera'].data,
  'recorder/use-new-url': v.object({ id: recordingId, target: targetSchema, settings: settingsLike }),
  /** Resumes an upload that was left unfinished when the browser or the extension ended. */
  'recorder/recover': v.object({ id: recordingId, settings: settingsLike }),
  /** Closes a recording that isn't live, because it will be deleted. */
  'recorder/forget': v.object({ id: v.pipe(v.string(), v.minLength(1)) }),
  /** A recording may start soon: opens what takes a while. */
  'recorder/prepare': v.null(),
  /** Asks for `background/snapshot` to be sent again. */
  'recorder/report': v.null(),
} as const;

/** The name of a message, which begins with its receiver. */
export type MessageName = keyof typeof MESSAGES;
/** What a message carries, parsed. */
export type MessageData<N extends MessageName> = v.InferOutput<(typeof MESSAGES)[N]>;

/** How a start ended: the answer to `background/start` and `recorder/start`. `reason` is shown to you. */
export type StartResult =
  | { readonly kind: 'started'; readonly id: string }
  /** The permission page was opened; the start continues when you agree. */
  | { readonly kind: 'needs-permission'; readonly devices: readonly Device[] }
  | { readonly kind: 'refused'; readonly reason: Message }
  /** You cancelled it during its countdown, or stopped it before there was anything to record. */
  | { readonly kind: 'cancelled' };

/** What happened to the waiting start: the answer to `background/permission-decided`. */
export type DecisionResult =
  | StartResult
  /** It waited too long and expired. */
  | { readonly kind: 'expired' }
  /** None waited, or you declined. */
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
  /** The page's zoom. */
  readonly zoom: number;
}

/** The answer to `background/snapshot`. */
export interface Report {
  /** Whether an open page shows it. */
  readonly watched: boolean;
}

/** The answers to messages; those not listed are answered with null. */
export interface Answers {
  'background/start': StartResult;
  'background/permission-decided': DecisionResult;
  'background/still': Still | null;
  'background/minting': MintingEndpoint | null;
  'background/snapshot': Report;
  'background/look-at-tab': TabCondition;
  'recorder/start': StartResult;
}

/** The answer to one message; null for none. */
export type AnswerTo<N extends MessageName> = N extends keyof Answers ? Answers[N] : null;

/** What the background posts to a page: everything first, then changes. */
export type PageUpdate =
  | { readonly kind: 'hello'; readonly snapshot: Snapshot; readonly log: readonly LogEntry[] }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'log'; readonly entries: readonly LogEntry[] }
  /** Seconds until a recording starts; null: the countdown is over. */
  | { readonly kind: 'countdown'; readonly secondsLeft: number | null }
  /** The stored recordings have changed: read the catalog again. */
  | { readonly kind: 'recordings-changed' };

/** The name of the port that a page opens to the background. */
export const PAGE_PORT = 'page';

function isRecord(value: unknown): value is Snapshot {
  return typeof value === 'object' && value !== null && 'current' in value && 'others' in value;
}
