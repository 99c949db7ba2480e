import { commandFor, type ShortcutCommand } from '../../commands/commands.ts';
import type { ShortcutName } from '../../commands/shortcuts.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';

/** A command of a shortcut that is about the recording that is being made. */
export type LiveShortcutCommand = Exclude<ShortcutCommand, 'start'>;

/** What a shortcut needs. */
export interface ShortcutPorts {
  readonly snapshot: () => Snapshot;
  /** Starts a recording of the tab, or of what was chosen last. What stands in the way is reported there. */
  readonly start: (tabId: number | null) => Promise<unknown>;
  readonly carryOut: Readonly<Record<LiveShortcutCommand, (data: { readonly id: string }) => Promise<unknown>>>;
  /** Nothing was done, and why. */
  readonly refuse: (reason: Message) => Promise<void>;
}

/**
 * Creates the function that does what a key or the context menu asks for, by the same rules as a button. `tabId`: the
 * tab in front; null for none. It never rejects: errors are reported.
 */
export function createShortcuts(ports: ShortcutPorts): (shortcut: ShortcutName, tabId: number | null) => Promise<void> {
  return async (shortcut, tabId) => {
    const { current } = ports.snapshot();
    const name = commandFor(shortcut, current);
    try {
      if (name === 'start') await ports.start(tabId);
      else if (name === null || current === null) await ports.refuse(whyNothing(shortcut, current));
      else await ports.carryOut[name]({ id: current.id });
    } catch (error) {
      await ports.refuse(messageOf(error));
    }
  };
}

function whyNothing(shortcut: ShortcutName, current: RecordingSnapshot | null): Message {
  if (current === null || !isLive(current.state)) return { id: 'control.nothingRecorded' };
  if (current.isStopping) return { id: 'recorder.lastIsStopping' };
  if (shortcut === 'mute-unmute' && current.microphone === null) return { id: 'control.noMicrophone' };
  return { id: current.state === 'preparing' ? 'recorder.anotherStarts' : 'control.notNow' };
}
