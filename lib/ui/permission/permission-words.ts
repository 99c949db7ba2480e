import { assertNever } from '../../base/errors.ts';
import type { DecisionResult } from '../../commands/messages.ts';
import { DEVICES, type Device } from '../../recording/source.ts';
import { formatAllOf, formatAnyOf } from '../../words/format.ts';
import { t } from '../../words/t.ts';

/** The devices in the permission page's query `devices=camera,microphone`; all of them when it names none. */
export function devicesOf(search: string): readonly Device[] {
  const named = new URLSearchParams(search).get('devices')?.split(',') ?? [];
  const known = DEVICES.filter((device) => named.includes(device));
  return known.length === 0 ? DEVICES : known;
}

/** The names of devices, to join into a sentence. */
export function deviceNames(devices: readonly Device[]): readonly string[] {
  return devices.map((device) => (device === 'camera' ? t('ui.device.camera') : t('ui.device.microphone')));
}

/** Why nothing is being recorded although the browser said yes; null when the recording started or failed otherwise. */
export function tooLateSentence({ kind }: DecisionResult): string | null {
  switch (kind) {
    case 'expired':
      return t('ui.permission.expired');
    case 'none':
      return t('ui.permission.noStart');
    case 'started':
    case 'needs-permission':
    case 'cancelled':
    case 'refused':
      return null;
    default:
      return assertNever(kind);
  }
}

/** Why the page must stay open while its recording runs. */
export function keepOpenSentence(devices: readonly Device[]): string {
  const names = { devices: formatAllOf(deviceNames(devices)) };
  return devices.includes('camera')
    ? t('ui.permission.keepOpenCamera', names)
    : t('ui.permission.keepOpenMicrophone', names);
}

/** What to do after `getUserMedia` failed with the DOMException of this name. */
export function refusalSentence(errorName: string, devices: readonly Device[]): string {
  const all = { devices: formatAllOf(deviceNames(devices)) };
  const any = { devices: formatAnyOf(deviceNames(devices)) };
  switch (errorName) {
    case 'NotAllowedError':
      return t('ui.permission.notAllowed', all);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return t('ui.permission.notFound', any);
    case 'NotReadableError':
    case 'AbortError':
      return t('ui.permission.inUse', any);
    default:
      return t('ui.permission.failed', { ...all, error: errorName });
  }
}
