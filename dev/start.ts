import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildExtension } from './browser/build-extension.ts';
import { Reelay } from './browser/reelay.ts';
import { startReceiver } from './receiver/receiver.ts';

const DIRECTORY = fileURLToPath(new URL('../.reelay/start/', import.meta.url));
const PORT = 8_790;
const USAGE = `npm start -- [--fake-camera]

Opens a browser with the extension and a page to record, and the local receiver to upload to. What is recorded and
uploaded stays in .reelay/start.

  --fake-camera  a test picture instead of the machine's camera`;

const { values } = parseArgs({
  options: { 'fake-camera': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

try {
  if (values.help) console.log(USAGE);
  else await start(values['fake-camera'] ? 'fake' : 'real');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function start(camera: 'fake' | 'real'): Promise<void> {
  if (!hasDisplay()) {
    throw new Error('npm start opens a visible browser and needs a display; there is none. Try: xvfb-run npm start');
  }
  const profileDirectory = join(DIRECTORY, 'profile');
  await mkdir(profileDirectory, { recursive: true });
  const extensionDirectory = buildExtension();
  await using receiver = await startReceiver({ port: PORT, directory: join(DIRECTORY, 'uploads') });
  await using reelay = await Reelay.launch({ extensionDirectory, profileDirectory, camera, headed: true });
  const closed = new Promise<void>((resolve) => reelay.browser.once('disconnected', () => resolve()));
  const [blank] = await reelay.browser.pages();
  await reelay.openPage(`${receiver.origin}/pages/frame-counter.html`);
  await blank?.close();
  const { url } = await receiver.mint();
  console.log(`The receiver is at ${receiver.origin} – it shows what arrives, and makes more upload URLs.

Click the puzzle piece in the browser's toolbar, then Reelay, and paste this upload URL (good for one recording):

  ${url}

Close the browser, or press Ctrl+C, to end.`);
  await closed;
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}
