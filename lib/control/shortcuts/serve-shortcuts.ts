import { SerialQueue } from '../../base/serial-queue.ts';
import { commandFor, type ShortcutCommand } from '../../commands/commands.ts';
import { SHORTCUT_NAMES, type ShortcutName } from '../../commands/shortcuts.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import type { Unshown } from '../start/unshown.ts';

const LOOK_EVERY_MS = 50;
/** A recording starts in a second, or a few on a busy machine. */
const START_PATIENCE_MS = 30_000;

/** A command of a shortcut that is about the recording that is being made. */
export type LiveShortcutCommand = Exclude<ShortcutCommand, 'start'>;

/** What a shortcut needs. */
export interface ShortcutPorts {
  readonly snapshot: () => Snapshot;
  /** Starts a recording of the tab, or of what was chosen last. What stands in the way is reported there. */
  readonly start: (tabId: number | null) => Promise<unknown>;
  /** Whether a recording is being started, from wherever: it may not be shown yet. */
  readonly isStarting: () => boolean;
  /** The recording that the recorder was told to start; null: none. */
  readonly unshown: () => Unshown | null;
  /** Cancels a start during its countdown. Returns whether there was one to cancel. */
  readonly cancelStart: () => boolean;
  readonly carryOut: Readonly<Record<LiveShortcutCommand, (data: { readonly id: string }) => Promise<unknown>>>;
  /** Nothing was done, and why. */
  readonly refuse: (reason: Message) => Promise<void>;
  readonly wait: (delayMs: number) => Promise<void>;
}

/**
 * Creates the function that does what a key or the context menu asks for, by the same rules as a button. What you press while a
 * recording starts is done as soon as it can be: nobody presses mute to hear that it's too early. `tabId`: the tab in front; null
 * for none. It never rejects: errors are reported.
 */
export function createShortcuts(ports: ShortcutPorts): (shortcut: ShortcutName, tabId: number | null) => Promise<void> {
  let startsOfKeys = 0;
  const isStarting = () => startsOfKeys > 0 || ports.isStarting() || ports.snapshot().current?.state === 'preparing';
  const start = async (tabId: number | null) => {
    startsOfKeys += 1;
    try {
      await ports.start(tabId);
    } finally {
      startsOfKeys -= 1;
    }
  };
  let mutedId: string | null = null;
  // That it has a microphone takes a while to be shown, and until then all that is said would be recorded.
  const mutes = async (): Promise<boolean> => {
    const unshown = ports.unshown();
    if (unshown?.hasMicrophone !== true || unshown.id === mutedId) return false;
    mutedId = unshown.id;
    await ports.carryOut['mute-microphone']({ id: unshown.id });
    return true;
  };
  /** Returns whether it still has to be done. */
  const untilAllowed = async (shortcut: ShortcutName): Promise<boolean> => {
    for (let waitedMs = 0; isStarting() && waitedMs < START_PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
      if (commandFor(shortcut, ports.snapshot().current) !== null) return true;
      if (shortcut === 'mute-unmute' && (await mutes())) return false;
      await ports.wait(LOOK_EVERY_MS);
    }
    return true;
  };
  const press = async (shortcut: ShortcutName, tabId: number | null) => {
    if (!(await untilAllowed(shortcut))) return;
    const { current } = ports.snapshot();
    const name = commandFor(shortcut, current);
    if (name === 'start' && isStarting()) await startAgain();
    else if (name === 'start') await start(tabId);
    else if (name === null || current === null) await ports.refuse(whyNothing(shortcut, current));
    else await ports.carryOut[name]({ id: current.id });
  };
  // Pressed again before anything shows, it's more likely that you doubt the first press than that you take it back.
  const startAgain = async () => {
    if (!ports.cancelStart()) await ports.refuse({ id: 'recorder.anotherStarts' });
  };
  const tryTo = async (shortcut: ShortcutName, tabId: number | null) => {
    try {
      await press(shortcut, tabId);
    } catch (error) {
      await ports.refuse(messageOf(error));
    }
  };
  const queues = new Map(SHORTCUT_NAMES.map((name) => [name, new SerialQueue()]));
  return async (shortcut, tabId) => {
    // Mute pressed twice must not mute. A start may take long, and its key is to be answered at once.
    const queue = shortcut === 'start-stop' ? undefined : queues.get(shortcut);
    await (queue === undefined ? tryTo(shortcut, tabId) : queue.add(() => tryTo(shortcut, tabId)));
  };
}

function whyNothing(shortcut: ShortcutName, current: RecordingSnapshot | null): Message {
  if (current === null || !isLive(current.state)) return { id: 'control.nothingRecorded' };
  if (current.isStopping) return { id: 'recorder.lastIsStopping' };
  if (shortcut === 'mute-unmute' && current.microphone === null) return { id: 'control.noMicrophone' };
  return { id: current.state === 'preparing' ? 'recorder.anotherStarts' : 'control.notNow' };
}
