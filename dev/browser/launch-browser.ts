import puppeteer, { type Browser } from 'puppeteer-core';
import { findChromium } from '../setup/find-chromium.ts';

/** How to start the browser. */
export interface BrowserOptions {
  /** The built extension. */
  readonly extensionDirectory: string;
  /** More extensions; none when absent. */
  readonly otherExtensionDirectories?: readonly string[];
  /** A profile that outlives the browser; a temporary one when absent. */
  readonly profileDirectory?: string;
  /** Runs in a window on a display; headless when absent. */
  readonly headed?: boolean;
  /**
   * What the camera shows: Chromium's own test picture (`fake`, when absent), a film (a `.y4m` or `.mjpeg` file), or
   * the machine's real camera.
   */
  readonly camera?: 'fake' | 'real' | { readonly filmPath: string };
  /** What the microphone hears: a sound (a `.wav` file) in a loop; Chromium's own beeps when absent. */
  readonly soundPath?: string;
  /** Whether the browser asks before giving a page camera or microphone, as it does for a person; false when absent. */
  readonly asksForDevices?: boolean;
  /** More command line flags. */
  readonly flags?: readonly string[];
}

/**
 * Starts Chromium with the extension loaded.
 * @throws Error when no installed Chromium can run it.
 */
export async function launchBrowser(options: BrowserOptions): Promise<Browser> {
  const headed = options.headed ?? false;
  return await puppeteer.launch({
    executablePath: findChromium().path,
    // Extensions can only be loaded over a pipe.
    pipe: true,
    headless: !headed,
    enableExtensions: [options.extensionDirectory, ...(options.otherExtensionDirectories ?? [])],
    ...(options.profileDirectory === undefined ? {} : { userDataDir: options.profileDirectory }),
    // An emulated viewport isn't the tab's real size, and the real size is what's recorded.
    defaultViewport: null,
    // With it, a captured tab is silent, too.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      // Chromium doesn't start as root with its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(headed ? [] : ['--disable-gpu']),
      '--window-size=1280,800',
      '--no-first-run',
      '--disable-background-networking',
      '--autoplay-policy=no-user-gesture-required',
      ...deviceFlags(options),
      ...(options.flags ?? []),
    ],
  });
}

/** Not `--use-fake-ui-for-media-stream`: capturing a tab fails with it. */
function deviceFlags({ camera = 'fake', soundPath, asksForDevices = false }: BrowserOptions): string[] {
  const accept = asksForDevices ? [] : ['--auto-accept-camera-and-microphone-capture'];
  if (camera === 'real') return [];
  const film = camera === 'fake' ? [] : [`--use-file-for-fake-video-capture=${camera.filmPath}`];
  const sound = soundPath === undefined ? [] : [`--use-file-for-fake-audio-capture=${soundPath}`];
  return [...accept, '--use-fake-device-for-media-stream', ...film, ...sound];
}
