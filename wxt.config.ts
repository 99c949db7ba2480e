import { defineConfig } from 'wxt';
import { createThirdPartyNotices } from './dev/build/third-party-notices.ts';
import { manifestCommands } from './lib/commands/shortcuts.ts';

const notices = createThirdPartyNotices();

/**
 * Nothing but what is in the package runs, and nothing but https and this computer is talked to. A policy can name
 * neither `[::1]` nor all of 127.0.0.0/8. The browser refuses an upload to what is not listed here.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  'media-src blob:',
  'connect-src https: http://127.0.0.1:* http://localhost:*',
  "base-uri 'none'",
  "form-action 'none'",
  // The offscreen document frames a page that sends to one server alone.
  "frame-src 'self'",
  "frame-ancestors 'self'",
].join('; ');

export default defineConfig({
  modules: ['@wxt-dev/webextension-polyfill', '@wxt-dev/auto-icons', '@wxt-dev/i18n/module'],
  autoIcons: { baseIconPath: 'public/icon.svg', developmentIndicator: false },
  imports: false,
  targetBrowsers: ['chrome'],
  hooks: { 'build:done': ({ config }) => notices.write(config.outDir) },
  vite: () => ({ plugins: [notices.plugin()], worker: { plugins: () => [notices.plugin()] } }),
  manifest: ({ command }) => ({
    name: '__MSG_manifest_name__',
    description: '__MSG_manifest_description__',
    default_locale: 'en',
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
      // Start, stop and pause in the context menu of pages and of the icon. It adds no warning to the installation.
      'contextMenus',
    ],
    commands: manifestCommands(),
    // Asked for one origin at a time, and only when the plain request fails or hides the Range header.
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
    incognito: 'not_allowed',
    // `wxt` alone serves the pages from a port of its own, to which WXT opens its policy.
    ...(command === 'build' ? { content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY } } : {}),
  }),
});
