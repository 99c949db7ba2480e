import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../../dev/browser/launch-browser.ts';
import type { Harness } from '../export-harness/entrypoints/harness/main.ts';
import { buildExportHarness } from '../support/build-export-harness.ts';
import { workerMemoryDuring } from '../support/worker-memory.ts';

const MIB = 2 ** 20;
const SECONDS = 4;
/** Twice what may be held in memory. */
const LONG_MIB = 128;
/** How many encoders run at a time. */
const AT_A_TIME = 3;
/** How many numbers the picture shows per second. */
const TICKS = 100;

const RECORDINGS = [
  { id: 'vp9-webm', mimeType: 'video/webm;codecs=vp9,opus', formats: ['webm', 'mp4'] },
  { id: 'vp8-webm', mimeType: 'video/webm;codecs=vp8,opus', formats: ['webm'] },
  { id: 'av1-webm', mimeType: 'video/webm;codecs=av1,opus', formats: ['webm', 'mp4'] },
  { id: 'h264-webm', mimeType: 'video/webm;codecs=h264,opus', formats: ['mp4'] },
  { id: 'avc1-mp4', mimeType: 'video/mp4;codecs=avc1,opus', formats: ['mp4'] },
  { id: 'vp9-mp4', mimeType: 'video/mp4;codecs=vp9,opus', formats: ['mp4', 'webm'] },
] as const;

type Format = (typeof RECORDINGS)[number]['formats'][number];

const directory = mkdtempSync(join(tmpdir(), 'reelay-save-copy-'));
let browser: Browser;
let page: Page;
const recordedBytes = new Map<string, number>();

/** Calls a function in the page. */
async function call<Name extends keyof Harness>(
  name: Name,
  ...args: Parameters<Harness[Name]>
): Promise<Awaited<ReturnType<Harness[Name]>>> {
  return page.evaluate(
    (method, values) =>
      (globalThis as never as { harness: Record<string, (...v: unknown[]) => never> }).harness[method]?.(...values),
    name as string,
    args as unknown[],
  ) as never;
}

beforeAll(async () => {
  const extensionDirectory = await buildExportHarness(directory);
  browser = await launchBrowser({ extensionDirectory, profileDirectory: join(directory, 'profile') });
  // It's loaded already, but the browser only lists it later; this returns its id.
  const id = await browser.installExtension(extensionDirectory);
  page = await browser.newPage();
  await page.goto(`chrome-extension://${id}/harness.html`);
  await page.waitForFunction(() => 'harness' in globalThis);
  await page.bringToFront();
  for (let first = 0; first < RECORDINGS.length; first += AT_A_TIME) {
    const some = RECORDINGS.slice(first, first + AT_A_TIME);
    await Promise.all(
      some.map(async ({ id, mimeType }) => {
        const { bytes } = await call('record', id, mimeType, SECONDS);
        recordedBytes.set(id, bytes);
      }),
    );
  }
});

afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
});

/** The same packets at the same times, to a millisecond, which is WebM's precision. */
function expectSame(copied: Packets, recorded: Packets): void {
  expect(contentOf(copied)).toEqual(contentOf(recorded));
  for (const [type, { timesMs }] of Object.entries(recorded)) {
    const differences = timesMs.map((timeMs, index) => Math.abs(timeMs - (copied[type]?.timesMs[index] ?? Number.NaN)));
    expect(Math.max(...differences)).toBeLessThan(1.5);
  }
}

type Packets = Awaited<ReturnType<Harness['copiedPackets']>>;

/** For H.264, the hashes are left out: WebM puts a start code before each unit, MP4 the unit's length. */
function contentOf(packets: Packets) {
  return Object.fromEntries(
    Object.entries(packets).map(([type, { codec, packets }]) => [
      type,
      { codec, packets: codec === 'avc1' ? packets.map((packet) => packet.split(' ', 2).join(' ')) : packets },
    ]),
  );
}

/** When the last packet starts. */
function lastSeconds(packets: Packets): number {
  return Math.max(...Object.values(packets).map(({ timesMs }) => timesMs.at(-1) ?? 0)) / 1_000;
}

/** The packets that end at or before `bytes`. */
function before(bytes: number, packets: Packets, ends: Record<string, number[]>): Packets {
  const whole = Object.entries(packets).map(([type, { codec, packets, timesMs }]) => {
    const count = (ends[type] ?? []).filter((end) => end <= bytes).length;
    return [type, { codec, packets: packets.slice(0, count), timesMs: timesMs.slice(0, count) }] as const;
  });
  return Object.fromEntries(whole.filter(([, { packets }]) => packets.length > 0));
}

const COPIES = RECORDINGS.flatMap(({ id, formats }) => formats.map((format: Format) => ({ id, format })));

describe('a saved copy', () => {
  test.each(COPIES)('of $id as $format holds the same packets, and can be seeked in', async ({ id, format }) => {
    const { copy, progress } = await call('save', id, format);
    expect(copy.warning).toBeNull();
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));

    const recorded = await call('recordedPackets', id);
    const copied = await call('copiedPackets', `${id}.${format}`);
    expectSame(copied, recorded);
    // Three are encoded at a time: a busy machine produces few frames of them.
    expect(recorded['video']?.packets.length).toBeGreaterThan(SECONDS * 4);
    expect(recorded['audio']?.packets.length).toBeGreaterThan(SECONDS * 10);

    const played = await call('play', `${id}.${format}`, [0.5, 0, 0.9]);
    expect(Math.abs(played.durationSeconds - lastSeconds(recorded))).toBeLessThan(0.2);
    expect(Math.abs(played.durationSeconds - copy.durationSeconds)).toBeLessThan(0.2);
    expect(played.seekableSeconds).toBe(played.durationSeconds);
    // The numbers follow the clock, starting with the first frame, which may come after the first sound.
    const [middle, first, late] = played.numbers.map((number) => (number ?? Number.NaN) / TICKS);
    const startSeconds = (first ?? 0) - (recorded['video']?.timesMs[0] ?? 0) / 1_000;
    expect(Math.abs((middle ?? 0) - startSeconds - 0.5 * played.durationSeconds)).toBeLessThan(0.3);
    expect(Math.abs((late ?? 0) - startSeconds - 0.9 * played.durationSeconds)).toBeLessThan(0.3);
  });

  test('is refused in a container that cannot hold the codecs', async () => {
    await expect(call('save', 'h264-webm', 'webm')).rejects.toThrow('export.cannotHoldWebm');
    await expect(call('save', 'vp8-webm', 'mp4')).rejects.toThrow('export.cannotHoldMp4');
  });
});

describe('a recording that was cut anywhere', () => {
  test.each(['vp9-webm', 'h264-webm', 'avc1-mp4'])('%s is saved with everything that is whole', async (id) => {
    const [recorded, ends] = [await call('recordedPackets', id), await call('packetEnds', id)];
    const bytes = recordedBytes.get(id) ?? 0;
    const format = id === 'vp9-webm' ? 'webm' : 'mp4';
    const someEnd = ends['video']?.[20] ?? 0;
    const shares = [0.1, 0.2345, 0.37, 0.5, 0.6543, 0.789, 0.9, 0.9876, 0.999];
    const cuts = [...shares.map((share) => Math.floor(share * bytes)), someEnd - 1, someEnd, someEnd + 1, bytes - 1];
    for (const cut of cuts) {
      await call('cut', 'cut', id, cut);
      const { copy } = await call('save', 'cut', format);
      const whole = before(cut, recorded, ends);
      expectSame(await call('copiedPackets', `cut.${format}`), whole);
      if (cut !== someEnd) expect(copy.warning).toEqual({ id: 'export.cut' });
      const { durationSeconds, seekableSeconds } = await call('play', `cut.${format}`, []);
      expect(Math.abs(durationSeconds - lastSeconds(whole))).toBeLessThan(0.2);
      expect(seekableSeconds).toBe(durationSeconds);
    }
  });

  test('fails with a reason when nothing in it is whole', async () => {
    for (const bytes of [0, 5, 100]) {
      await call('cut', 'cut', 'vp9-webm', bytes);
      await expect(call('save', 'cut', 'webm')).rejects.toThrow('export.nothingYet');
    }
  });
});

describe('a live recording', () => {
  beforeAll(async () => {
    // Longer than one read, so that the file changes between two reads.
    await call('writeLong', 'medium', 'vp9-webm', 16 * MIB);
  });

  test.each(['webm', 'mp4'] as const)('is saved as %s with what was there at the start', async (format) => {
    const [recorded, ends] = [await call('recordedPackets', 'medium'), await call('packetEnds', 'medium')];
    const { headBytes } = await call('saveLive', 'live', 'medium', 0.7, format);
    const copied = await call('copiedPackets', `live.${format}`);
    const atStart = before(headBytes, recorded, ends);
    for (const type of ['video', 'audio']) {
      const count = copied[type]?.packets.length ?? 0;
      expect(copied[type]?.packets).toEqual(recorded[type]?.packets.slice(0, count));
      expect(count).toBeGreaterThanOrEqual(atStart[type]?.packets.length ?? 0);
    }
  });
});

describe('a long recording', () => {
  beforeAll(async () => {
    await call('writeLong', 'long', 'vp9-webm', LONG_MIB * MIB);
  });

  test.each(['webm', 'mp4'] as const)('is saved as %s without holding it in memory', async (format) => {
    let saved: Awaited<ReturnType<Harness['save']>> | undefined;
    const most = await workerMemoryDuring(page, 200, async () => {
      saved = await call('save', 'long', format);
    });
    expect(saved?.copy.bytes).toBeGreaterThan(0.95 * LONG_MIB * MIB);
    expect(most).toBeGreaterThan(1 * MIB);
    expect(most).toBeLessThan(64 * MIB);
  });

  test('that is cancelled leaves nothing behind', async () => {
    const { error, files } = await call('saveAndAbort', 'long', 'webm', 0.2);
    expect(error).toBe('Error: Changed my mind.');
    expect(files).not.toContain('aborted');
  });
});

describe('without a dialog to save with', () => {
  test('a copy is downloaded, and its temporary file is removed when the recording is', async () => {
    const session = await browser.target().createCDPSession();
    await session.send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      downloadPath: directory,
      eventsEnabled: true,
    });
    const downloaded = new Promise<void>((resolve) => {
      session.on('Browser.downloadProgress', ({ state }) => state === 'completed' && resolve());
    });
    const bytes = await call('download', 'vp9-webm', 'Reelay tab 2026-11-22 21.10.webm', 'webm');
    await downloaded;
    expect(statSync(join(directory, 'Reelay tab 2026-11-22 21.10.webm')).size).toBe(bytes);
    expect(await call('removeLeftOverCopies', ['vp9-webm'], 60_000)).toEqual([bytes]);
    expect(await call('removeLeftOverCopies', [], 0)).toEqual([bytes]);
    expect(await call('removeLeftOverCopies', [], 60_000)).toEqual([]);
  });
});

describe('a poster', () => {
  // Except VP9 in MP4: Chromium's recorder writes a level there that its own decoder rejects.
  test.each(RECORDINGS.map(({ id }) => id).filter((id) => id !== 'vp9-mp4'))('of %s is a small picture', async (id) => {
    expect(await call('poster', id)).toMatchObject({ type: 'image/jpeg', width: 320, height: 180 });
  });

  test('is not there when there is no picture', async () => {
    await call('cut', 'cut', 'vp9-webm', 100);
    expect(await call('poster', 'cut')).toBeNull();
  });
});

describe('the browser keeps the contract by which the fakes of the unit tests are checked', () => {
  test('of a file', async () => {
    expect(await call('brokenFileRules')).toEqual([]);
  });

  test('of the catalog', async () => {
    expect(await call('brokenCatalogRules')).toEqual([]);
  });
});
