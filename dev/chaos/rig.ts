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
} from './faults.ts';
import type { PlannedFault } from './plan.ts';
import { serviceWorkerRuns } from './service-worker-runs.ts';

/** Many small chunks, and enough retries for every cut, so that no run waits on a stalled link. */
const SETTINGS: Partial<Settings> = { chunkBytes: CHUNK_UNIT_BYTES, retryBaseMs: 50, maxRetries: 12 };
/** As many bits as the film has, in larger chunks: keeps the link busy without flooding the receiver with requests. */
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

/** A browser and a receiver that survive every fault: each keeps what it has on disk. */
export class ChaosRig implements AsyncDisposable {
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

  static async open(extensionDirectory: string): Promise<ChaosRig> {
    const directory = await mkdtemp(join(tmpdir(), 'reelay-chaos-'));
    await writeY4m({ path: filmIn(directory), seconds: 2, noise: 'everywhere' });
    const receiver = await startReceiver({ directory: join(directory, 'uploads') });
    const reelay = await launch(extensionDirectory, directory);
    return new ChaosRig(extensionDirectory, directory, reelay, receiver);
  }

  get reelay(): Reelay {
    return this.#reelay;
  }

  get receiver(): Receiver {
    return this.#receiver;
  }

  /** Sets up the extension for recording a page or the camera. */
  async set(camera: boolean): Promise<void> {
    await this.#reelay.inspector.setSettings(camera ? CAMERA_SETTINGS : SETTINGS);
  }

  /** Opens the page to record, or the page from which the camera recording is started and stopped. */
  openPage(noisy: boolean): Promise<Page> {
    return this.#reelay.openPage(`${this.#receiver.origin}/pages/frame-counter.html${noisy ? '?noise' : ''}`);
  }

  /**
   * Injects a fault. Everything runs again when this resolves.
   * @returns when the extension was restarted, in milliseconds since 1970; null when it wasn't ended. 'missed' when the fault
   *   had no target.
   */
  async inject({ fault, lastsMs }: PlannedFault): Promise<number | null | 'missed'> {
    switch (fault) {
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
        // Puppeteer may lose its connection to the worker it has just ended.
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
        return assertNever(fault);
    }
  }

  /** The recorded tab, or the one the camera recording was started from; null when it was closed. */
  async recordedPage(): Promise<Page | null> {
    const pages = await this.#reelay.browser.pages();
    return pages.find((page) => page.url().includes('/pages/frame-counter.html')) ?? null;
  }

  /** Closes pages that an earlier run left open, and lifts its bandwidth limit. */
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

  /** The extension's pages died with it; the browser opens new ones only once it runs again. */
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
    if (tries === LAUNCH_TRIES) throw new Error('The browser never ran the service worker.');
    console.log('      The browser started the service worker but doesn’t run it. Restarting the browser.');
    await killBrowser(reelay);
    reelay = await Reelay.launch(options);
  }
  // A browser that is killed early forgets this.
  await allowReloads(reelay);
  return reelay;
}
