import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { resizePage } from '../../browser/resize-page.ts';
import { writeBursts } from '../../pages/wav.ts';
import { writeFilm } from '../film.ts';
import type { BenchSetting, Table } from '../part.ts';
import { type FlowResult, flowOf, measureNumbered, type NumberedResult } from './flow.ts';
import { Scene } from './scene.ts';
import { measureSharpness, type SharpnessResult } from './sharpness.ts';
import { measureFullScale, measureSync, type SyncResult } from './sync.ts';
import { measureTabCamera, type TabCameraResult } from './tab-camera.ts';

const EVEN = { width: 1_280, height: 720 };
const ODD = { width: 1_281, height: 721 };
const PORTRAIT = { width: 1_080, height: 1_833 };
const SMALL = { width: 900, height: 600 };
const LARGE = { width: 1_400, height: 900 };
/** In CSS pixels; the picture has twice as many on each side. */
const DENSE = { width: 800, height: 500 };
/** When the window grows. */
const GROWS_AFTER_MS = 1_500;
const MICROPHONE_HZ = 2_000;

/** How good the capture is, measured on the files a server received. */
export interface CaptureResult {
  readonly sync: readonly SyncResult[];
  /** The share of samples at full scale with a loud tab and a loud microphone. */
  readonly fullScaleShare: number;
  readonly sharpness: readonly SharpnessResult[];
  readonly still: FlowResult;
  readonly camera: FlowResult;
  readonly numbered: NumberedResult;
  readonly tabCamera: readonly TabCameraResult[];
}

/** Records our own pages and film with the real extension, and measures what the server got. */
export async function measureCapture(setting: BenchSetting): Promise<CaptureResult> {
  const { extensionDirectory, directory, quick, progress } = setting;
  const soundPath = join(directory, 'loud.wav');
  await writeBursts(soundPath, MICROPHONE_HZ, 1);
  const silentPath = join(directory, 'silent.wav');
  await writeBursts(silentPath, 0);
  const filmPath = await writeFilm(setting);
  const launch = (name: string, more: object = {}) =>
    Scene.open({
      extensionDirectory,
      profileDirectory: join(directory, `capture-${name}`),
      camera: { filmPath },
      ...more,
    });

  const measured = await (async () => {
    await using scene = await launch('tab', { soundPath: silentPath });
    const lengthMs = quick ? 6_000 : 60_000;
    const sync: SyncResult[] = [];
    for (const what of ['a page that beeps', 'a page that beeps, and the microphone', 'a film'] as const) {
      const result = await measureSync(scene, what, lengthMs);
      progress(`${what}: sound ${result.medianMs.toFixed(0)} ms behind the picture`);
      sync.push(result);
    }
    const sharpness = [
      await measureSharpness(scene, 'even sides', EVEN),
      await measureSharpness(scene, 'odd sides', ODD),
      await measureSharpness(scene, 'portrait', PORTRAIT),
      await measureSharpness(scene, 'window enlarged while recording', SMALL, async () => {
        await delay(GROWS_AFTER_MS);
        await resizePage(scene.page, LARGE);
      }),
    ];
    await resizePage(scene.page, EVEN);
    const numbered = await measureNumbered(scene, quick ? 4_000 : 12_000);
    progress(`${numbered.missingPercent.toFixed(1)} % of the numbers are missing, ${numbered.cores.toFixed(2)} cores`);
    await scene.show('test-card.html');
    const still = await flowOf(await scene.record({ source: 'tab' }, quick ? 3_000 : 10_000));
    const camera = await flowOf(await scene.record({ source: 'camera' }, quick ? 3_000 : 10_000));
    progress(`camera: ${camera.firstSecondGapMs.toFixed(0)} ms without a picture in its first second`);
    return { sync, sharpness, numbered, still, camera };
  })();

  const dense = await (async () => {
    await using scene = await launch('dense', { flags: ['--force-device-scale-factor=2'] });
    return await measureSharpness(scene, 'two device pixels per CSS pixel', DENSE);
  })();

  const fullScaleShare = await (async () => {
    await using scene = await launch('loud', { soundPath });
    return await measureFullScale(scene, quick ? 4_000 : 12_000);
  })();
  const tabCamera = await measureTabCamera(setting);
  return { ...measured, sharpness: [...measured.sharpness, dense], fullScaleShare, tabCamera };
}

/** The results as a table. */
export function captureTable(result: CaptureResult): Table {
  const { sync, fullScaleShare, sharpness, still, camera, numbered, tabCamera } = result;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return {
    title: 'Picture and sound',
    about:
      'What the server received, decoded. Sound behind picture: of a page, and of a film, that flash and beep once a second. Likeness: of a ' +
      'page of small text and lines one pixel wide, against a screenshot. Numbers: of a page that shows 30 a second, at 1280×720.',
    columns: ['', 'measured', 'goal'],
    rows: [
      ...sync.flatMap(({ scene, flashes, medianMs, minMs, maxMs, stepMs }) => [
        [`${scene}: sound behind picture, median of ${flashes}`, ms(medianMs), 'within 20 ms'],
        [`${scene}: least, most`, `${ms(minMs)}, ${ms(maxMs)}`, 'within 40 ms'],
        [`${scene}: largest step`, ms(stepMs), ''],
      ]),
      ['loud tab and loud microphone: samples at full scale', `${(fullScaleShare * 100).toFixed(2)} %`, 'none'],
      ...sharpness.map(({ what, viewport, recorded, psnr }) => [
        `${what}: ${viewport.width}×${viewport.height} recorded as`,
        `${recorded.width}×${recorded.height}${psnr === null ? '' : `, ${psnr.toFixed(1)} dB`}`,
        psnr === null ? '' : '47 dB',
      ]),
      ['still page: pictures a second', still.framesPerSecond.toFixed(1), '10'],
      ['camera: largest gap in the first second', ms(camera.firstSecondGapMs), '70 ms'],
      ['camera: largest gap later', ms(camera.laterGapMs), ''],
      ['numbered page: numbers missing', `${numbered.missingPercent.toFixed(1)} %`, ''],
      ['numbered page: pictures a second', numbered.framesPerSecond.toFixed(1), '30'],
      ['numbered page: CPU, all of the browser', `${numbered.cores.toFixed(2)} cores`, ''],
      ...tabCamera.flatMap(tabCameraRows),
    ],
  };
}

function tabCameraRows({ width, height, tab, tabCamera, cameraOff, cpuRatio }: TabCameraResult): string[][] {
  const what = `numbered page of ${width}×${height}`;
  const shown = ({ framesPerSecond, cores }: TabCameraResult['tab']) =>
    `${framesPerSecond.toFixed(1)}, ${cores.toFixed(2)} cores`;
  return [
    [`${what}: pictures a second, CPU`, shown(tab), ''],
    [`${what}, camera turned off`, shown(cameraOff), ''],
    [`${what}, with the camera`, shown(tabCamera), `${tab.framesPerSecond.toFixed(1)}`],
    [`${what}, with the camera: times the CPU of the tab alone`, cpuRatio.toFixed(2), '1.25'],
  ];
}
