import { mkdir, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildExtension } from '../browser/build-extension.ts';
import { LIGHT_FLAGS, LIGHT_PAGE } from '../browser/light-load.ts';
import type { Popup } from '../browser/popup.ts';
import { Reelay } from '../browser/reelay.ts';
import { startReceiver } from '../receiver/receiver.ts';
import { Film, sideBySide } from './pictures.ts';

/*
 * Makes the README's pictures from the real popup, recording a tab over a slightly slow link: docs/popup-light.png and
 * docs/popup-dark.png show it before and during a recording, docs/recording.webp shows a whole recording.
 */

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
/** Device pixels per CSS pixel. */
const SCALE = 2;
const LINK_BYTES_PER_SECOND = 300_000;
/** Long enough for the link's graph to take shape. */
const RECORDED_MS = 20_000;
/** How often the moving popup is filmed, and how much faster the film is shown. */
const FILMED_EVERY_MS = 500;
const SPEED = 4;
const MAX_FILM_BYTES = 600_000;

const SCHEMES = ['light', 'dark'] as const;
type Scheme = (typeof SCHEMES)[number];

const extensionDirectory = buildExtension();
await using receiver = await startReceiver({ bytesPerSecond: LINK_BYTES_PER_SECOND });
// A popup can't exceed 800 × 600 CSS pixels, so a sharp picture of a tall one needs the browser's own scale factor.
const flags = [...LIGHT_FLAGS, `--force-device-scale-factor=${SCALE}`];
await using reelay = await Reelay.launch({ extensionDirectory, flags });
await reelay.inspector.setSettings({ chunkBytes: 256 * 1024 });
const page = await reelay.openPage(`${receiver.origin}${LIGHT_PAGE}`);
const { url } = await receiver.mint();
const film = new Film();

let popup = await reelay.openPopup(page);
film.add(await picture(popup, 'light'), 1_000);
await popup.fill({ uploadUrl: url, source: 'tab' });
await popup.page.waitForSelector('.field [data-tone="good"]');
const before = await inBothSchemes(popup);
film.add(before.light, 1_500);
await popup.close();

const { id, startedAtMs } = await reelay.startRecording(page, { uploadUrl: url, source: 'tab' });
popup = await reelay.openPopup(page);
await popup.waitForStatus('Recording');
await filmUntil(() => Date.now() >= startedAtMs + RECORDED_MS);
const during = await inBothSchemes(popup);
await popup.press('Stop recording');
await popup.waitForStatus('Finishing upload');
await filmUntil(() => reelay.inspector.snapshot.current?.state !== 'finishing');
await reelay.waitForComplete(id, 60_000);
await popup.waitForStatus('Complete');
film.add(await picture(popup, 'light'), 3_000);

await mkdir(DOCS, { recursive: true });
for (const scheme of SCHEMES) {
  await write(`popup-${scheme}.png`, await sideBySide([before[scheme], during[scheme]], SCALE));
}
await reelay.close();
console.log(`docs/recording.webp has ${film.length} frames.`);
await write('recording.webp', await film.toWebp(SCALE));
const { size } = await stat(`${DOCS}recording.webp`);
if (size > MAX_FILM_BYTES) throw new Error(`docs/recording.webp has ${size} bytes; ${MAX_FILM_BYTES} is the limit.`);

async function filmUntil(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const startedAtMs = performance.now();
    const next = sleep(FILMED_EVERY_MS);
    const frame = await picture(popup, 'light');
    await next;
    film.add(frame, (performance.now() - startedAtMs) / SPEED);
  }
}

async function inBothSchemes(of: Popup): Promise<Record<Scheme, Uint8Array>> {
  return { dark: await picture(of, 'dark'), light: await picture(of, 'light') };
}

async function picture({ page }: Popup, colourScheme: Scheme): Promise<Uint8Array> {
  // Without motion: a picture taken while colours fade between schemes would show neither.
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: colourScheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  const body = await page.waitForSelector('body');
  if (body === null) throw new Error('The popup is empty.');
  return await body.screenshot();
}

async function write(name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${DOCS}${name}`, bytes);
  console.log(`docs/${name}: ${Math.round(bytes.length / 1_000)} kB`);
}
