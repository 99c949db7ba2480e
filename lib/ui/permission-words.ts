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
