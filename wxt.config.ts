import { defineConfig } from 'wxt';

export default defineConfig({
  modules: ['@wxt-dev/webextension-polyfill', '@wxt-dev/auto-icons'],
  autoIcons: { baseIconPath: 'public/icon.svg', developmentIndicator: false },
  imports: false,
  targetBrowsers: ['chrome'],
  manifest: {
    name: 'Reelay',
    description:
      'Records this tab or the camera and uploads the recording while it is being made, to a resumable upload URL.',
    // 126: URL.parse; 116 would do for a tab's stream id that an offscreen document consumes.
    minimum_chrome_version: '126',
    permissions: [
      'activeTab',
      'tabCapture',
      'offscreen',
      'storage',
      'unlimitedStorage',
      'notifications',
      'power',
      'alarms',
    ],
    // Asked for one origin at a time, and only when the plain request fails or hides the Range header.
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
    incognito: 'not_allowed',
  },
});
