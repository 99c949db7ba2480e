import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Reelay } from '../../../dev/browser/reelay.ts';
import {
  crashOffscreenDocument,
  endEngines,
  hangEngines,
  reloadExtension,
  reviveExtension,
} from '../../../dev/chaos/faults.ts';
import {
  type CrashStage,
  closeRecordedPage,
  expectFinished,
  expectNothingLost,
  openCrashStage,
  recordAWhile,
  stopRecording,
} from '../support/crash-stage.ts';

const HANGING_MS = 2_000;
const SEALED_WITHIN_MS = 5_000;

let stage: CrashStage;

describe('the browser ends', () => {
  beforeEach(async () => {
    stage = await openCrashStage();
    return () => stage[Symbol.asyncDispose]();
  });

  test('the browser is closed while it uploads: at its next start the upload continues where it was', async () => {
    const reelay = await stage.launch();
    const struck = await recordAWhile(stage, reelay);
    stage.receiver.setBandwidth(100_000);
    await stopRecording(reelay);
    const { current } = await reelay.inspector.waitFor(({ current }) => current?.state === 'finishing', 20_000);
    await reelay.close();
    const { size } = await stage.receiver.session(struck.sessionId);
    expect(size).toBeLessThan(current?.sealedBytes ?? 0);
    stage.receiver.setBandwidth(null);
    const restarted = await stage.launch();
    const report = await expectFinished(stage, restarted, struck);
    expect(report.size).toBe(current?.sealedBytes);
    // It was complete: nothing was interrupted, so there is nothing to report.
    expect(await restarted.inspector.notifications()).toEqual([]);
  });
});

describe('the browser lives', () => {
  let reelay: Reelay;
  beforeAll(async () => {
    stage = await openCrashStage();
    reelay = await stage.launch();
    return () => stage[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await closeRecordedPage(reelay);
    // The inspector may have gone down with the extension.
    reelay = await Reelay.attach(reelay.browser);
  });

  test('ending the engine’s worker during a recording leaves no gap: another one continues', async () => {
    const struck = await recordAWhile(stage, reelay);
    for (const times of [1, 2]) {
      const { current } = reelay.inspector.snapshot;
      expect(await endEngines(reelay), `before death ${times}`).toBe(1);
      await reelay.inspector.waitFor(
        (snapshot) => (snapshot.current?.ackedBytes ?? 0) > (current?.ackedBytes ?? 0) + 500_000,
        30_000,
      );
      expect(reelay.inspector.snapshot.current?.state).toBe('recording');
    }
    await stopRecording(reelay);
    await expectFinished(stage, reelay, struck);
  });

  test('the engine’s worker hangs while it records: Stop seals all of it within five seconds, and it is uploaded', async () => {
    const struck = await recordAWhile(stage, reelay);
    expect(await hangEngines(reelay)).toBe(1);
    // Long enough for several slices to wait for it.
    await delay(HANGING_MS);
    await stopRecording(reelay);
    await reelay.inspector.waitFor(({ current }) => (current?.sealedBytes ?? null) !== null, SEALED_WITHIN_MS);
    await expectFinished(stage, reelay, struck);
  });

  test('the offscreen document’s process dies while it records: when the browser has started the extension again the upload continues', async () => {
    const struck = await recordAWhile(stage, reelay);
    const before = reelay.inspector.snapshot.current;
    await crashOffscreenDocument(reelay);
    await reviveExtension(reelay);
    expectNothingLost(await expectFinished(stage, reelay, struck), before);
  });

  test('the extension is reloaded while it records: the upload continues in the same session and completes', async () => {
    const struck = await recordAWhile(stage, reelay);
    const before = reelay.inspector.snapshot.current;
    await reloadExtension(reelay);
    expectNothingLost(await expectFinished(stage, reelay, struck), before);
  });
});
