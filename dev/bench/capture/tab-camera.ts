import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Size } from '../../../lib/base/pixels.ts';
import type { Source } from '../../../lib/recording/source.ts';
import { resizePage } from '../../browser/resize-page.ts';
import { writeFilm } from '../film.ts';
import { median } from '../median.ts';
import type { BenchSetting } from '../part.ts';
import { cpuSecondsOf } from '../process-cpu.ts';
import { flowOf } from './flow.ts';
import { Scene } from './scene.ts';

/** What the camera offers; a bubble asks for less. */
const CAMERA: Size = { width: 1_280, height: 720 };
const SIZES: readonly Size[] = [
  { width: 640, height: 360 },
  { width: 1_280, height: 720 },
  { width: 1_920, height: 1_080 },
];
const SETTLE_MS = 2_000;

/** What one way of recording a moving page costs, and what it yields. */
interface WayResult {
  /** CPU seconds the whole browser uses per second, including the page's own drawing. */
  readonly cores: number;
  readonly framesPerSecond: number;
}

/** A page of one size, recorded alone and with the camera over it. */
export interface TabCameraResult extends Size {
  readonly tab: WayResult;
  readonly tabCamera: WayResult;
  /** The camera is turned off during the recording: frames pass through untouched. */
  readonly cameraOff: WayResult;
  /** The median of each round's ratio of tab with camera to tab alone. */
  readonly cpuRatio: number;
}

/** Records a moving page alone and with the camera over it, taking turns. */
export async function measureTabCamera(setting: BenchSetting): Promise<readonly TabCameraResult[]> {
  const filmPath = await writeFilm(setting, CAMERA);
  const results: TabCameraResult[] = [];
  for (const size of setting.quick ? SIZES.slice(0, 1) : SIZES) {
    const { extensionDirectory, directory } = setting;
    await using scene = await Scene.open({
      extensionDirectory,
      profileDirectory: join(directory, `tab-camera-${size.height}`),
      camera: { filmPath },
    });
    await scene.show('frame-counter.html');
    await resizePage(scene.page, size);
    const result = await measureSize(scene, size, setting);
    results.push(result);
    const { tab, tabCamera, cpuRatio } = result;
    setting.progress(
      `${size.width}×${size.height}: ${tabCamera.framesPerSecond.toFixed(1)} pictures a second with the camera, ` +
        `${tab.framesPerSecond.toFixed(1)} without, at ${cpuRatio.toFixed(2)} times the CPU`,
    );
  }
  return results;
}

async function measureSize(scene: Scene, size: Size, { quick }: BenchSetting): Promise<TabCameraResult> {
  const windowMs = quick ? 2_000 : 6_000;
  const rounds = Array.from({ length: quick ? 1 : 3 });
  const measured: Pick<TabCameraResult, 'tab' | 'tabCamera' | 'cameraOff'>[] = [];
  for (const _ of rounds) {
    measured.push({
      tab: await measureWay(scene, 'tab', windowMs),
      tabCamera: await measureWay(scene, 'tabCamera', windowMs),
      cameraOff: await measureWay(scene, 'tabCamera', windowMs, async (id) => {
        await scene.reelay.inspector.send('background/camera-off', { id });
      }),
    });
  }
  const middle = (way: 'tab' | 'tabCamera' | 'cameraOff'): WayResult => ({
    cores: median(measured.map((round) => round[way].cores)),
    framesPerSecond: median(measured.map((round) => round[way].framesPerSecond)),
  });
  return {
    ...size,
    tab: middle('tab'),
    tabCamera: middle('tabCamera'),
    cameraOff: middle('cameraOff'),
    cpuRatio: median(measured.map(({ tab, tabCamera }) => tabCamera.cores / tab.cores)),
  };
}

async function measureWay(
  scene: Scene,
  source: Source,
  windowMs: number,
  before: (id: string) => Promise<void> = async () => undefined,
): Promise<WayResult> {
  let cores = 0;
  const received = await scene.record({ source }, SETTLE_MS + windowMs, async (id) => {
    await before(id);
    await delay(SETTLE_MS);
    cores = (await cpuSecondsOf(scene.reelay.browser, windowMs)) / (windowMs / 1_000);
  });
  return { cores, framesPerSecond: (await flowOf(received)).framesPerSecond };
}
