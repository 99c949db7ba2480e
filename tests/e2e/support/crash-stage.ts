import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { buildExtension } from '../../../dev/browser/build-extension.ts';
import { Inspector } from '../../../dev/browser/inspector.ts';
import { launchBrowser } from '../../../dev/browser/launch-browser.ts';
import { LIGHT_FLAGS, LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import { Reelay } from '../../../dev/browser/reelay.ts';
import { allowReloads } from '../../../dev/chaos/faults.ts';
import { doubtsAbout, playBack } from '../../../dev/demo/play-back.ts';
import { BARCODE_MODULUS } from '../../../dev/pages/barcode.ts';
import { type Receiver, startReceiver } from '../../../dev/receiver/receiver.ts';
import type { SessionReport } from '../../../dev/receiver/session-report.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { QUICK_SETTINGS } from './stage.ts';

const PATIENCE_MS = 60_000;

/** A profile that outlives its browsers, and a receiver. */
export interface CrashStage extends AsyncDisposable {
  readonly receiver: Receiver;
  readonly profileDirectory: string;
  /**
   * Plays what the server received. It's a browser of its own, since one whose disk was full a moment ago may refuse to
   * hold a whole recording for a page.
   */
  readonly player: Browser;
  /** Starts a browser on the profile, and closes the one before if a test has left it there. */
  launch(): Promise<Reelay>;
}

/** A recording in progress, where it's sent, and what was last known to be on disk. */
export interface Struck {
  readonly recordingId: string;
  readonly sessionId: string;
}

/** @param disk the folder to put the profile in. */
export async function openCrashStage(disk: string = tmpdir()): Promise<CrashStage> {
  await using failing = new AsyncDisposableStack();
  const profileDirectory = await mkdtemp(join(disk, 'reelay-crash-'));
  failing.defer(() => rm(profileDirectory, { recursive: true, force: true, maxRetries: 10 }));
  const receiver = failing.use(await startReceiver());
  const extensionDirectory = buildExtension();
  const player = failing.use(await launchBrowser({ extensionDirectory }));
  let latest: Reelay | null = null;
  const closeLatest = async (): Promise<void> => {
    if (latest?.browser.connected === true) await latest.close();
  };
  const disposal = failing.move();
  return {
    receiver,
    profileDirectory,
    player,
    launch: async () => {
      await closeLatest();
      const reelay = await Reelay.launch({ extensionDirectory, profileDirectory, flags: LIGHT_FLAGS });
      latest = reelay;
      await reelay.inspector.setSettings(QUICK_SETTINGS);
      await allowReloads(reelay);
      return reelay;
    },
    [Symbol.asyncDispose]: async () => {
      await closeLatest();
      await disposal.disposeAsync();
    },
  };
}

/** Records a page until the server holds some of it. */
export async function recordAWhile({ receiver }: CrashStage, reelay: Reelay): Promise<Struck> {
  const page = await reelay.openPage(`${receiver.origin}${LIGHT_PAGE}`);
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source: 'tab' });
  await reelay.inspector.waitFor(({ current }) => (current?.ackedBytes ?? 0) > 1_000_000, PATIENCE_MS);
  return { recordingId, sessionId };
}

/** Stops it in the popup. */
export async function stopRecording(reelay: Reelay): Promise<void> {
  await reelay.stopRecording(await recordedPage(reelay));
}

/** So that the next recording is of another page. */
export async function closeRecordedPage(reelay: Reelay): Promise<void> {
  await (await recordedPage(reelay)).close();
}

async function recordedPage({ browser }: Reelay): Promise<Page> {
  const page = (await browser.pages()).find((other) => other.url().includes('frame-counter'));
  if (page === undefined) throw new Error('The page is gone.');
  return page;
}

/**
 * Expects that the upload has completed by itself in its session: the server holds what the spool holds, sent once from
 * the first byte on, and it plays.
 */
export async function expectFinished(stage: CrashStage, reelay: Reelay, injected: Struck): Promise<SessionReport> {
  await stage.receiver.completed(injected.sessionId, { signal: AbortSignal.timeout(PATIENCE_MS) });
  // An extension page would wake the service worker, so none is opened before.
  const inspector = await Inspector.open(reelay.browser, reelay.extension.id);
  const report = await stage.receiver.session(injected.sessionId);
  const spool = await inspector.digestSpool(injected.recordingId);
  expect(report).toMatchObject({ state: 'complete', size: spool.bytes, total: spool.bytes, sha256: spool.sha256 });
  expect(report.journal.filter(({ kind }) => kind !== 'overlap')).toEqual([]);
  const examination = await playBack(stage.player, stage.receiver.origin, `/uploads/${injected.sessionId}/file`);
  expect(doubtsAbout(examination, { frameNumbersModulo: BARCODE_MODULUS, toneHz: 440 })).toEqual([]);
  return report;
}

/** Expects that at most the last slice is lost: the spool holds what was reported as on disk before the fault. */
export function expectNothingLost(report: SessionReport, before: RecordingSnapshot | null): void {
  expect(report.size).toBeGreaterThanOrEqual(before?.spooledBytes ?? Number.POSITIVE_INFINITY);
}
