import { browser } from 'wxt/browser';
import type { StartResult } from '../../commands/messages.ts';

type Devices = Extract<StartResult, { kind: 'needs-permission' }>['devices'];

/** Opens the page that asks for these devices: an offscreen document cannot ask. */
export async function openPermissionWindow(devices: Devices): Promise<void> {
  const url = `${browser.runtime.getURL('/permission.html' as '/')}?devices=${devices.join(',')}`;
  await browser.windows.create({ url, type: 'popup', width: 480, height: 520 });
}
