import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Extension, Page } from 'puppeteer-core';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { Reelay } from '../browser/reelay.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { startBareRecorder, stopBareRecorder } from './bare-recorder.ts';
import { DEFAULT_WISHES } from './default-wishes.ts';
import { median } from './median.ts';
import type { BenchSetting, Table } from './part.ts';
import { pressMoment } from './press-moment.ts';

const PATIENCE_MS = 60_000;

/** One round. Times are in milliseconds. */
export interface ReadyRow {
  /** From the click on the icon until the popup's content is painted, for Reelay and for an extension with one line. */
  readonly popupMs: number;
  readonly emptyPopupMs: number;
  /**
   * From the click on Start until the first slice is on disk, which has a picture, and from the call until a bare recorder has
   * handed over its first picture, and its first byte.
   */
  readonly sliceOnDiskMs: number;
  readonly barePictureMs: number;
  readonly bareByteMs: number;
}

/** Medians of the rounds. */
export interface ReadyResult extends ReadyRow {
  readonly popupOverEmptyMs: number;
  readonly sliceOverBarePictureMs: number;
  readonly sliceOverBareByteMs: number;
  readonly rows: readonly ReadyRow[];
}

/** Opens the popup and starts a recording, taking turns with an extension and a recorder that do nothing else. */
export async function measureReady(setting: BenchSetting): Promise<ReadyResult> {
  const { extensionDirectory, directory, quick, progress } = setting;
  await using receiver = await startReceiver();
  await using reelay = await Reelay.launch({
    extensionDirectory,
    otherExtensionDirectories: [await makeEmptyExtension(join(directory, 'empty'))],
    profileDirectory: join(directory, 'ready'),
  });
  const empty = [...(await reelay.browser.extensions()).values()].find(({ id }) => id !== reelay.extension.id);
  if (empty === undefined) throw new Error('The empty extension is not in the browser.');
  const page = await reelay.openPage(`${receiver.origin}/pages/player.html`);
  const rows: ReadyRow[] = [];
  for (let round = 0; round < (quick ? 1 : 11); round += 1) {
    const popupMs = await paintOf(reelay, reelay.extension, page);
    const emptyPopupMs = await paintOf(reelay, empty, page);
    const sliceOnDiskMs = await sliceOnDisk(reelay, receiver, page);
    const bare = await startBareRecorder(reelay.inspector.page, DEFAULT_WISHES, false);
    const row: ReadyRow = {
      popupMs,
      emptyPopupMs,
      sliceOnDiskMs,
      barePictureMs: bare.firstPictureMs,
      bareByteMs: bare.firstByteMs,
    };
    await stopBareRecorder(reelay.inspector.page, null);
    rows.push(row);
    progress(
      Object.entries(row)
        .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
        .join(', '),
    );
  }
  const middle = (of: (row: ReadyRow) => number) => median(rows.map(of));
  return {
    popupMs: middle(({ popupMs }) => popupMs),
    emptyPopupMs: middle(({ emptyPopupMs }) => emptyPopupMs),
    sliceOnDiskMs: middle(({ sliceOnDiskMs }) => sliceOnDiskMs),
    barePictureMs: middle(({ barePictureMs }) => barePictureMs),
    bareByteMs: middle(({ bareByteMs }) => bareByteMs),
    popupOverEmptyMs: middle(({ popupMs, emptyPopupMs }) => popupMs - emptyPopupMs),
    sliceOverBarePictureMs: middle(({ sliceOnDiskMs, barePictureMs }) => sliceOnDiskMs - barePictureMs),
    sliceOverBareByteMs: middle(({ sliceOnDiskMs, bareByteMs }) => sliceOnDiskMs - bareByteMs),
    rows,
  };
}

/** The results as a table. */
export function readyTable(result: ReadyResult): Table {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return {
    title: 'Readiness',
    about: `Medians of ${result.rows.length} alternating rounds. A slice takes ${DEFAULT_SETTINGS.sliceMs} ms; the first one waits for the encoder to open, which often takes longer. A bare recorder then hands over a single byte, and the first picture a slice later; Reelay asks for the picture at once.`,
    columns: ['', 'Reelay', 'bare', 'difference'],
    rows: [
      ['click on the icon to painted popup', ms(result.popupMs), ms(result.emptyPopupMs), ms(result.popupOverEmptyMs)],
      [
        'click on Start to first picture on disk, and to a bare recorder’s first picture',
        ms(result.sliceOnDiskMs),
        ms(result.barePictureMs),
        ms(result.sliceOverBarePictureMs),
      ],
      [
        'the same, and to a bare recorder’s first byte',
        ms(result.sliceOnDiskMs),
        ms(result.bareByteMs),
        ms(result.sliceOverBareByteMs),
      ],
    ],
  };
}

/** Resolves to its folder. */
async function makeEmptyExtension(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const manifest = { manifest_version: 3, name: 'Empty', version: '1', action: { default_popup: 'popup.html' } };
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(directory, 'popup.html'), '<!doctype html><title>Empty</title><p>Ready</p>');
  return directory;
}

/**
 * From the click until the largest content is painted: Reelay's popup shows its title at once, and the form, which is
 * larger, when the Snapshot arrives.
 */
async function paintOf({ browser }: Reelay, extension: Extension, page: Page): Promise<number> {
  await page.bringToFront();
  const before = new Set(browser.targets());
  const url = `chrome-extension://${extension.id}/popup.html`;
  const opened = browser.waitForTarget((target) => target.url() === url && !before.has(target));
  const clickedAtMs = performance.timeOrigin + performance.now();
  await page.triggerExtensionAction(extension);
  const popup = await (await opened).asPage();
  await popup.waitForSelector('[role="status"], p');
  const paintedAtMs = await popup.evaluate(async () => {
    const painted = await new Promise<number>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        const form = document.querySelector('[role="status"], p');
        const last = list.getEntries().at(-1);
        if (form !== null && last !== undefined) resolve(last.startTime);
      });
      observer.observe({ type: 'largest-contentful-paint', buffered: true });
    });
    return performance.timeOrigin + painted;
  });
  await popup.close();
  return paintedAtMs - clickedAtMs;
}

async function sliceOnDisk(reelay: Reelay, receiver: Receiver, page: Page): Promise<number> {
  const { url: uploadUrl } = await receiver.mint();
  const popup = await reelay.openPopup(page);
  await popup.fill({ uploadUrl, source: 'camera' });
  const watching = firstSlice(reelay.inspector.page);
  const clickedAtMs = performance.timeOrigin + (await pressMoment(popup, 'Start recording'));
  const onDiskMs = (await watching) - clickedAtMs;
  const { current } = await reelay.inspector.waitFor(({ current }) => current?.state === 'recording', PATIENCE_MS);
  await popup.press('Stop recording');
  if (current !== null) await reelay.waitForComplete(current.id, PATIENCE_MS);
  await popup.close();
  return onDiskMs;
}

/** When a new recording's file has bytes in it, in milliseconds since 1970. */
async function firstSlice(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const recordings = await root.getDirectoryHandle('recordings', { create: true });
    const before = new Set<string>();
    for await (const name of recordings.keys()) before.add(name);
    for (;;) {
      for await (const name of recordings.keys()) {
        if (before.has(name)) continue;
        try {
          const file = await (await (await recordings.getDirectoryHandle(name)).getFileHandle('media')).getFile();
          if (file.size > 0) return performance.timeOrigin + performance.now();
        } catch {
          // The folder exists, but the file doesn't yet.
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
}
