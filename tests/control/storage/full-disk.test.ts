import { describe, expect, it } from 'vitest';
import { fullDiskIn } from '../../../lib/control/storage/full-disk.ts';

/** A browser session, and a disk with `free.bytes`. */
function rig(freeBytes: number | null) {
  const values: Record<string, unknown> = {};
  const free = { bytes: freeBytes };
  const area = {
    get: async () => ({ ...values }),
    set: async (changes: Record<string, unknown>) => void Object.assign(values, changes),
    remove: async () => undefined,
  };
  /** As a service worker finds it. */
  const worker = () => fullDiskIn(area, async () => free.bytes);
  return { worker, free };
}

const TROUBLE = { id: 'control.diskWasFull' };

describe('a disk that was full', () => {
  it('when the browser started, is remembered until it ends, though there is room now', async () => {
    const { worker, free } = rig(0);
    await worker().lookAtStart();
    free.bytes = 1e12;
    await worker().lookAtStart();
    expect(await worker().whyNot()).toEqual(TROUBLE);
  });

  it('when only a service worker started, does no harm', async () => {
    const { worker, free } = rig(1_000_000);
    await worker().lookAtStart();
    free.bytes = 0;
    await worker().lookAtStart();
    expect(await worker().whyNot()).toBeNull();
  });

  it('when files were deleted, is remembered, too', async () => {
    const { worker, free } = rig(1e12);
    await worker().lookAtStart();
    await worker().look();
    expect(await worker().whyNot()).toBeNull();
    free.bytes = 999_999;
    await worker().look();
    expect(await worker().whyNot()).toEqual(TROUBLE);
  });

  it('is not assumed where nobody knows', async () => {
    const { worker } = rig(null);
    await worker().lookAtStart();
    await worker().look();
    expect(await worker().whyNot()).toBeNull();
  });

  it('is not known where the browser does not remember: a start is not refused for that', async () => {
    const broken = () => Promise.reject(new Error('No.'));
    const disk = fullDiskIn({ get: broken, set: broken, remove: broken }, async () => 0);
    await disk.lookAtStart();
    await disk.look();
    expect(await disk.whyNot()).toBeNull();
  });
});
