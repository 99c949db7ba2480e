import { systemClock } from '../../base/clock.ts';
import { send } from '../../commands/messenger.ts';
import { isLive } from '../../recording/state.ts';
import type { ControllerWorld } from '../world.ts';

/** The popup is painted first. Nobody starts a recording sooner than this. */
const AFTER_MS = 100;

/**
 * Opens what a start needs and what takes a while, because the popup is open: the offscreen document, and an engine in it.
 * Nothing of that is seen, and the document closes a moment after the popup does. Never rejects: a start opens what is missing.
 */
export async function prepareStart({ offscreen, relay }: Pick<ControllerWorld, 'offscreen' | 'relay'>): Promise<void> {
  await systemClock.wait(AFTER_MS, new AbortController().signal);
  const { current } = relay.snapshot();
  if (!relay.hasPopup() || (current !== null && isLive(current.state))) return;
  try {
    await offscreen.use(() => send('recorder/prepare', null));
  } catch (error) {
    console.debug('Nothing was prepared for a start.', error);
  }
}
