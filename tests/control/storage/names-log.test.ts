import { describe, expect, it } from 'vitest';
import { createNamesLog } from '../../../lib/control/storage/names-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryAlarms } from '../../support/memory-alarms.ts';

/** A browser session, and a disk. */
function rig(freeBytes: number | null) {
  const values: Record<string, unknown> = {};
  const disk = { freeBytes, renewed: 0, isBroken: false, hangs: false };
  const alarms = new MemoryAlarms();
  const clock = new FakeClock();
  const area = {
    get: async () => ({ ...values }),
    set: async (changes: Record<string, unknown>) => void Object.assign(values, changes),
    remove: async () => undefined,
  };
  /** As a service worker finds it. */
  const worker = () =>
    createNamesLog({
      area,
      alarms,
      clock,
      freeBytes: async () => disk.freeBytes,
      renewNames: async () => {
        if (disk.isBroken) throw new Error('No.');
        if (disk.hangs) await new Promise(() => undefined);
        disk.renewed += 1;
      },
    });
  return { worker, disk, alarms, clock };
}

const TROUBLE = { id: 'control.diskWasFull' };
const ROOM_BYTES = 8_000_000;

describe('a disk that was full', () => {
  it('when the browser started, is mended before the next recording, once there is room', async () => {
    const { worker, disk, alarms } = rig(0);
    await worker().lookAtStart();
    expect(alarms.minutes).toEqual([0.5]);
    disk.freeBytes = ROOM_BYTES - 1;
    expect([await worker().whyNot(), disk.renewed]).toEqual([TROUBLE, 0]);
    disk.freeBytes = ROOM_BYTES;
    expect([await worker().whyNot(), disk.renewed, alarms.minutes]).toEqual([null, 1, []]);
    expect([await worker().whyNot(), disk.renewed]).toEqual([null, 1]);
  });

  it('is mended without a start, too: the browser may be restarted before', async () => {
    const { worker, disk } = rig(0);
    await worker().lookAtStart();
    await worker().mend();
    disk.freeBytes = ROOM_BYTES;
    await worker().mend();
    await worker().mend();
    expect(disk.renewed).toBe(1);
  });

  it('when only a service worker started, does no harm', async () => {
    const { worker, disk, alarms } = rig(1_000_000);
    await worker().lookAtStart();
    disk.freeBytes = 0;
    await worker().lookAtStart();
    expect([await worker().whyNot(), disk.renewed, alarms.minutes]).toEqual([null, 0, []]);
  });

  it('when files were deleted, is mended, too', async () => {
    const { worker, disk } = rig(1e12);
    await worker().lookAtStart();
    await worker().look();
    expect([await worker().whyNot(), disk.renewed]).toEqual([null, 1]);
    disk.freeBytes = 999_999;
    await worker().look();
    expect(await worker().whyNot()).toEqual(TROUBLE);
    disk.freeBytes = 1e12;
    expect([await worker().whyNot(), disk.renewed]).toEqual([null, 2]);
  });

  it('that can’t be mended takes no recording', async () => {
    const { worker, disk } = rig(0);
    await worker().lookAtStart();
    Object.assign(disk, { freeBytes: 1e12, isBroken: true });
    expect(await worker().whyNot()).toEqual(TROUBLE);
  });

  it('keeps nobody waiting where files are neither created nor deleted', async () => {
    const { worker, disk, clock } = rig(0);
    await worker().lookAtStart();
    Object.assign(disk, { freeBytes: 1e12, hangs: true });
    expect(await clock.finish(worker().whyNot(), 10_000)).toEqual(TROUBLE);
  });

  it('is not assumed where nobody knows', async () => {
    const { worker, disk } = rig(null);
    await worker().lookAtStart();
    await worker().look();
    expect([await worker().whyNot(), disk.renewed]).toEqual([null, 1]);
  });
});

describe('the log of names', () => {
  it('is taken to another block at each start of the browser, since the machine may have lost its power', async () => {
    const { worker, disk, alarms } = rig(1e12);
    await worker().lookAtStart();
    await worker().lookAtStart();
    expect([await worker().whyNot(), disk.renewed, alarms.minutes]).toEqual([null, 1, []]);
  });

  it('is taken there once by a start of the browser and a start of a recording that come together', async () => {
    const { worker, disk } = rig(1e12);
    const one = worker();
    await Promise.all([one.lookAtStart(), one.whyNot()]);
    expect(disk.renewed).toBe(1);
  });

  it('that could not be taken there refuses nothing on a disk that was never full, and is tried again', async () => {
    const { worker, disk } = rig(1e12);
    disk.isBroken = true;
    await worker().lookAtStart();
    expect(await worker().whyNot()).toBeNull();
    disk.isBroken = false;
    expect([await worker().whyNot(), disk.renewed]).toEqual([null, 1]);
  });
});

it('a browser that remembers nothing refuses no start for that', async () => {
  const broken = () => Promise.reject(new Error('No.'));
  const area = { get: broken, set: broken, remove: broken };
  const ports = { area, alarms: new MemoryAlarms(), freeBytes: async () => 0, renewNames: broken };
  const disk = createNamesLog({ ...ports, clock: new FakeClock() });
  await disk.lookAtStart();
  await disk.look();
  expect(await disk.whyNot()).toBeNull();
});
