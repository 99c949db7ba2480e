import { assertNever } from '../../base/assert-never.ts';
import type { DecisionResult } from '../../commands/messages.ts';

/** What the browser can be asked for. */
export type Device = 'camera' | 'microphone';

const DEVICES: readonly Device[] = ['camera', 'microphone'];

/** The devices that the permission page is opened for, from the query `devices=camera,microphone`; all when none is named. */
export function devicesOf(search: string): readonly Device[] {
  const named = new URLSearchParams(search).get('devices')?.split(',') ?? [];
  const known = DEVICES.filter((device) => named.includes(device));
  return known.length === 0 ? DEVICES : known;
}

/** "camera and microphone". */
export function namesOf(devices: readonly Device[]): string {
  return devices.join(' and ');
}

/** Why nothing is recorded although the browser said yes, in a sentence; null when the start went its way. */
export function tooLateSentence({ kind }: DecisionResult): string | null {
  switch (kind) {
    case 'expired':
      return 'This start has expired: it waited for more than ten minutes, so nothing is being recorded. Click Reelay’s icon and press Start recording again.';
    case 'none':
      return 'The browser allows it now. No start is waiting, so nothing is being recorded: click Reelay’s icon and press Start recording.';
    case 'started':
    case 'needs-permission':
    case 'refused':
      return null;
    default:
      return assertNever(kind);
  }
}

/** What to choose in the browser's own dialog. */
export function choiceSentence(devices: readonly Device[]): string {
  const are = devices.length > 1 ? 'are' : 'is';
  return `Choose “Allow while visiting the site” in the browser’s dialog, and it won’t ask again. The ${namesOf(devices)} ${are} used only while you record.`;
}

/** Why the page stays open while its recording is made. */
export function keepOpenSentence(devices: readonly Device[]): string {
  const consequence = devices.includes('camera') ? 'the recording ends' : 'the recording goes on without its sound';
  return `The recording has started. If you chose “Allow this time”, the browser takes the ${namesOf(devices)} away when you close this window, and ${consequence}. You can minimize it. It closes by itself when the recording ends.`;
}

/** What to do when `getUserMedia` failed with the DOMException of this name. */
export function refusalSentence(errorName: string, devices: readonly Device[]): string {
  const names = namesOf(devices);
  switch (errorName) {
    case 'NotAllowedError':
      return `The browser does not let Reelay use the ${names}. Click the icon at the left of this page’s address, set the ${names} to Allow, and try again here. If it is allowed there, the system’s privacy settings forbid it to the browser.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `The browser finds no ${devices.join(' or no ')}. Connect one and try again.`;
    case 'NotReadableError':
    case 'AbortError':
      return `Another program is using the ${devices.join(' or the ')}. Close it there and try again.`;
    default:
      return `The browser could not open the ${names} (${errorName}). Try again, or restart the browser.`;
  }
}
