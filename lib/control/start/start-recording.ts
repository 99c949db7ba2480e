import { type Clock, inTime } from '../../base/clock.ts';
import type { CommandData } from '../../commands/commands.ts';
import type { MessageData, StartResult } from '../../commands/messages.ts';
import { recordsTab } from '../../recording/capture-choices.ts';
import { placeCrop } from '../../recording/crop.ts';
import { type Message, MessageError, messageOf } from '../../recording/message.ts';
import type { Snapshot } from '../../recording/snapshot.ts';
import { SOURCES } from '../../recording/source.ts';
import { isLive } from '../../recording/state.ts';
import { stopRuleFor } from '../../recording/stop-rule.ts';
import type { Target } from '../../recording/target.ts';
import type { Settings } from '../../settings/settings.ts';
import { noRoom } from '../../spool/free-space.ts';
import type { WantedTarget } from './choose-target.ts';
import type { Countdown } from './countdown.ts';
import type { TabToRecord } from './tab-to-record.ts';

/** The browser answers within milliseconds, on a busy machine within seconds. */
const BROWSER_PATIENCE_MS = 10_000;
/** The recorder itself waits for devices, engines and the browser’s recorder, each with a deadline of its own. */
const RECORDER_PATIENCE_MS = 120_000;

/** What a start asks for. */
export type StartRequest = CommandData<'start'>;

/** What a start needs. Any of these calls may never settle. */
export interface StartPorts {
  readonly chooseTarget: (wanted: WantedTarget) => Promise<Target>;
  readonly loadSettings: () => Promise<Settings>;
  readonly findTab: (tabId: number) => Promise<TabToRecord>;
  readonly mintStreamId: (tabId: number) => Promise<string>;
  /** Opens the offscreen document and keeps it open while `work` runs. */
  readonly withDocument: <T>(work: () => Promise<T>) => Promise<T>;
  readonly sendStart: (data: MessageData<'recorder/start'>) => Promise<StartResult>;
  /** Bytes that still fit on the disk; null when unknown. Never rejects. */
  readonly freeBytes: () => Promise<number | null>;
  /** Bytes that Reelay holds on the disk until it is full. Never rejects. */
  readonly heldBytes: () => Promise<number>;
  /** Why files that are created now may be lost; null when all is well. Never rejects. */
  readonly diskTrouble: () => Promise<Message | null>;
  /** Counts down before the recording starts, see `Countdown`. */
  readonly countdown: Countdown;
  readonly snapshot: () => Snapshot;
  readonly newId: () => string;
  readonly clock: Pick<Clock, 'now' | 'wait'>;
}

/**
 * Creates the function that starts recordings, one at a time. It never rejects: what prevents a start is the answer. It
 * always answers, or no other start would get its turn.
 */
export function createStart(ports: StartPorts): (request: StartRequest) => Promise<StartResult> {
  let starting = false;
  return async (request) => {
    const { current } = ports.snapshot();
    // Pressing Start again during the countdown cancels it.
    if (starting) return ports.countdown.cancel() ? CANCELLED : refused({ id: 'recorder.anotherStarts' });
    if (current !== null && isLive(current.state)) {
      return refused({ id: 'recorder.another' });
    }
    starting = true;
    try {
      return await start(request, ports);
    } catch (error) {
      return refused(messageOf(error));
    } finally {
      starting = false;
    }
  };
}

async function start(request: StartRequest, ports: StartPorts): Promise<StartResult> {
  // A time of day is the next one from now: a countdown may end after it.
  const stop = stopRuleFor(request.stop, ports.clock.now());
  const soon = <T>(work: Promise<T>) =>
    inTime(work, BROWSER_PATIENCE_MS, ports.clock, { id: 'control.browserNoAnswer' });
  const loadingSettings = soon(ports.loadSettings());
  // Heard of below, unless something else stands in the way first.
  loadingSettings.catch(() => undefined);
  const [freeBytes, heldBytes, diskTrouble] = [ports.freeBytes(), ports.heldBytes(), ports.diskTrouble()];
  const target = await soon(ports.chooseTarget(request.target));
  const { capture } = request;
  const tabId = recordsTab(capture) ? request.tabId : null;
  if (recordsTab(capture) && tabId === null) return refused({ id: 'recorder.noTab' });
  const tab = tabId === null ? null : await soon(ports.findTab(tabId));
  const areaIn = (now: TabToRecord | null) => (now === null || !SOURCES[capture.source].picture ? WHOLE : areaOf(now));
  // What stands in the way is said before the countdown.
  areaIn(tab);
  const full = noRoom(await freeBytes, await heldBytes) ?? (await diskTrouble);
  if (full !== null) return refused(full);
  const settings = await loadingSettings;
  return ports.withDocument(async () => {
    const { countdownSeconds } = settings;
    if (countdownSeconds !== null && !(await ports.countdown.run(countdownSeconds))) return CANCELLED;
    const now = tab === null || countdownSeconds === null ? tab : await soon(tabAfterCountdown(tab, ports));
    const area = areaIn(now);
    // Last of all: the id lives for seconds.
    const streamId = now === null ? null : await soon(ports.mintStreamId(now.tabId));
    const captured =
      now === null || streamId === null
        ? null
        : {
            tabId: now.tabId,
            streamId,
            viewport: now.viewport,
            isMuted: now.isMuted,
            isAudible: now.isAudible,
            ...area,
          };
    const starting = ports.sendStart({
      id: ports.newId(),
      capture,
      target,
      title: now?.title ?? null,
      tab: captured,
      settings: { ...settings },
      stop,
    });
    return inTime(starting, RECORDER_PATIENCE_MS, ports.clock, { id: 'control.noAnswer' });
  });
}

/** You may have resized, muted or navigated it during the countdown. What was cut away stays cut away. */
async function tabAfterCountdown(before: TabToRecord, { findTab }: Pick<StartPorts, 'findTab'>): Promise<TabToRecord> {
  const now = await findTab(before.tabId);
  return { ...now, title: now.title ?? before.title, crop: before.crop };
}

/** The part of a tab to record. */
type Area = Pick<NonNullable<MessageData<'recorder/start'>['tab']>, 'crop' | 'isCropMoved'>;

const WHOLE: Area = { crop: null, isCropMoved: false };

/** The area that was chosen for it. @throws MessageError when too little of it is in the tab as it is now. */
function areaOf({ crop, viewport }: TabToRecord): Area {
  if (crop === null) return WHOLE;
  // Nothing is recorded that was cut away.
  if (viewport === null) throw new MessageError({ id: 'control.cropNotPlaced' });
  const { share, isMoved, isTooSmall } = placeCrop(crop, viewport);
  if (isTooSmall) throw new MessageError({ id: 'control.cropTooSmall' });
  return { crop: share, isCropMoved: isMoved };
}

const CANCELLED: StartResult = { kind: 'cancelled' };

function refused(reason: Message): StartResult {
  return { kind: 'refused', reason };
}
