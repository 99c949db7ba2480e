import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { CHUNK_UNIT_BYTES } from '../../lib/base/byte-units.ts';
import { assertNever } from '../../lib/base/errors.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { LIGHT_FLAGS } from '../browser/light-load.ts';
import { Reelay } from '../browser/reelay.ts';
import { writeY4m } from '../pages/y4m.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import {
  allowReloads,
  crashOffscreenDocument,
  endEngines,
  killBrowser,
  killService,
  reloadExtension,
  reviveExtension,
} from './blows.ts';
import type { PlannedBlow } from './plan.ts';
import { serviceWorkerRuns } from './service-worker-runs.ts';

/** Many small chunks; and patience enough for every cut, so that no run waits for a link that has stalled. */
const SETTINGS: Partial<Settings> = { chunkBytes: CHUNK_UNIT_BYTES, retryBaseMs: 50, maxRetries: 12 };
/** As many bits as the film has, in larger chunks: the link is to be busy, and not the receiver with requests. */
const CAMERA_SETTINGS: Partial<Settings> = {
  ...SETTINGS,
  chunkBytes: 4 * CHUNK_UNIT_BYTES,
  videoBitsPerSecond: 40_000_000,
  cameraWidth: 640,
  cameraHeight: 360,
};
const ATTACH_TRIES = 20;
const ATTACH_PAUSE_MS = 250;
const LAUNCH_TRIES = 3;
const WORKER_PATIENCE_MS = 15_000;

/** A browser and a receiver that outlive what is done to them: each keeps what it has on disk. */
export class Arena implements AsyncDisposable {
  readonly #extensionDirectory: string;
  readonly #directory: string;
  #reelay: Reelay;
  #receiver: Receiver;

  private constructor(extensionDirectory: string, directory: string, reelay: Reelay, receiver: Receiver) {
    this.#extensionDirectory = extensionDirectory;
    this.#directory = directory;
    this.#reelay = reelay;
    this.#receiver = receiver;
  }

  static async open(extensionDirectory: string): Promise<Arena> {
    const directory = await mkdtemp(join(tmpdir(), 'reelay-chaos-'));
    await writeY4m({ path: filmIn(directory), seconds: 2, noise: 'everywhere' });
    const receiver = await startReceiver({ directory: join(directory, 'uploads') });
    const reelay = await launch(extensionDirectory, directory);
    return new Arena(extensionDirectory, directory, reelay, receiver);
  }

  get reelay(): Reelay {
    return this.#reelay;
  }

  get receiver(): Receiver {
    return this.#receiver;
  }

  /** Sets the extension for a recording of a page or of the camera. */
  async set(camera: boolean): Promise<void> {
    await this.#reelay.inspector.setSettings(camera ? CAMERA_SETTINGS : SETTINGS);
  }

  /** Opens the page that is recorded, or that the camera's recording is started and stopped from. */
  openPage(noisy: boolean): Promise<Page> {
    return this.#reelay.openPage(`${this.#receiver.origin}/pages/frame-counter.html${noisy ? '?noise' : ''}`);
  }

  /**
   * Strikes. Everything runs again when this resolves.
   * @returns when the extension was started again, in milliseconds since 1970; null when it was not ended. 'missed' when
   *   there was nothing to strike at.
   */
  async strike({ blow, lastsMs }: PlannedBlow): Promise<number | null | 'missed'> {
    switch (blow) {
      case 'kill the browser': {
        await killBrowser(this.#reelay);
        const startedAtMs = Date.now();
        this.#reelay = await launch(this.#extensionDirectory, this.#directory);
        return startedAtMs;
      }
      case 'crash the offscreen document': {
        if (this.#reelay.offscreenDocument() === undefined) return 'missed';
        await crashOffscreenDocument(this.#reelay);
        const startedAtMs = Date.now();
        await reviveExtension(this.#reelay);
        await this.#attach();
        return startedAtMs;
      }
      case 'reload the extension': {
        const startedAtMs = Date.now();
        await reloadExtension(this.#reelay);
        await this.#attach();
        return startedAtMs;
      }
      case 'end the engine':
        return (await endEngines(this.#reelay)) === 0 ? 'missed' : null;
      case 'stop the service worker':
        // The tool may find that it has lost its connection to what it has just ended.
        await this.#reelay.stopServiceWorker().catch((error: unknown) => {
          if (!String(error).includes('No session with given id')) throw error;
        });
        return null;
      case 'close the tab': {
        const page = await this.recordedPage();
        if (page === null) return 'missed';
        await page.close();
        return null;
      }
      case 'cut the network':
        await this.#receiver.pauseNetwork();
        await delay(lastsMs);
        await this.#receiver.resumeNetwork();
        return null;
      case 'kill the network process':
        if (process.platform !== 'linux') return 'missed';
        killService(this.#reelay, 'network');
        return null;
      case 'restart the receiver': {
        const { port, directory } = this.#receiver;
        await this.#receiver.stop();
        await delay(lastsMs);
        this.#receiver = await startReceiver({ port, directory });
        return null;
      }
      default:
        return assertNever(blow);
    }
  }

  /** The tab that is recorded, or the one that the camera's recording was started from; null when it was closed. */
  async recordedPage(): Promise<Page | null> {
    const pages = await this.#reelay.browser.pages();
    return pages.find((page) => page.url().includes('/pages/frame-counter.html')) ?? null;
  }

  /** Closes what an earlier run left open, and lifts what it limited. */
  async tidy(): Promise<void> {
    this.#receiver.setBandwidth(null);
    for (const page of await this.#reelay.browser.pages()) {
      if (page.url().startsWith(this.#receiver.origin)) await page.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await killBrowser(this.#reelay);
    await this.#receiver.stop();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 10 });
  }

  /** The extension's pages died with it; the browser lets new ones in only when it runs again. */
  async #attach(): Promise<void> {
    const { browser } = this.#reelay;
    for (let tries = 1; ; tries += 1) {
      try {
        this.#reelay = await Reelay.attach(browser);
        return;
      } catch (error) {
        if (tries === ATTACH_TRIES) throw error;
        await delay(ATTACH_PAUSE_MS);
      }
    }
  }
}

function filmIn(directory: string): string {
  return join(directory, 'noise.y4m');
}

async function launch(extensionDirectory: string, directory: string): Promise<Reelay> {
  const options = {
    extensionDirectory,
    profileDirectory: join(directory, 'profile'),
    camera: { filmPath: filmIn(directory) },
    flags: LIGHT_FLAGS,
  };
  let reelay = await Reelay.launch(options);
  for (let tries = 1; !(await serviceWorkerRuns(reelay, WORKER_PATIENCE_MS)); tries += 1) {
    if (tries === LAUNCH_TRIES) throw new Error('The browser never lets the service worker run.');
    console.log('      The browser has started the service worker and does not let it run: it is started again.');
    await killBrowser(reelay);
    reelay = await Reelay.launch(options);
  }
  // A browser that is killed forgets it, unless it has run for a while.
  await allowReloads(reelay);
  return reelay;
}
