import { describe, expect, it } from 'vitest';
import {
  chooseTarget,
  TargetError,
  type TargetPorts,
  type WantedTarget,
} from '../../../lib/control/start/choose-target.ts';
import type { Minting } from '../../../lib/settings/minting-store.ts';
import { blankRow, type RecordingRow } from '../../../lib/spool/row.ts';
import { urlDigest } from '../../../lib/spool/used-url.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const WANTED = { uploadUrl: 'https://x.test/u' };

/** Chooses without locks and catalog. */
function chooseFrom(wanted: WantedTarget, minting: Minting | null = null) {
  const released: string[] = [];
  const choosing = chooseTarget(wanted, null, {
    loadMinting: async () => minting,
    takeUploadLock: async (url, wait) => ({ release: () => void released.push(`${url} ${wait}`) }),
    rows: () => Promise.reject(new Error('Nobody asks.')),
    isSentByDeleted: async () => false,
    clock: new FakeClock(),
  });
  choosing.catch(() => undefined);
  return { choosing, released };
}

function choose(rows: TargetPorts['rows'], isTaken = true) {
  const clock = new FakeClock();
  const lock = { release: () => undefined };
  const choosing = chooseTarget(WANTED, null, {
    loadMinting: async () => null,
    takeUploadLock: async () => (isTaken ? null : lock),
    rows,
    isSentByDeleted: async () => false,
    clock,
  });
  choosing.catch(() => undefined);
  return { choosing, clock };
}

describe('a URL that another upload has', () => {
  it('is refused', async () => {
    await expect(choose(async () => []).choosing).rejects.toThrow('problem.inUse');
  });

  it.each<[string, TargetPorts['rows']]>([
    ['does not answer', () => new Promise(() => undefined)],
    ['cannot be read', () => Promise.reject(new Error('It is broken.'))],
  ])('is recorded for where the catalog %s: its upload waits', async (_what, rows) => {
    const { choosing, clock } = choose(rows);
    await clock.advance(2_000);
    expect(await choosing).toEqual(WANTED);
  });
});

it('doesn’t ask the catalog about an unused URL', async () => {
  const { choosing } = choose(() => new Promise(() => undefined), false);
  expect(await choosing).toEqual(WANTED);
});

it('refuses a signed URL that another recording was sent to, and no endpoint that serves any number of them', async () => {
  const signed = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';
  const rows = [signed, WANTED.uploadUrl].map((url, n) => ({
    ...blankRow(String(n), 0),
    state: 'complete' as const,
    usedUrl: urlDigest(url),
  }));
  const ports = {
    loadMinting: async () => null,
    takeUploadLock: async () => ({ release: () => undefined }),
    isSentByDeleted: async () => false,
  };
  const clock = new FakeClock();
  const choosing = (uploadUrl: string) =>
    chooseTarget({ uploadUrl }, null, { ...ports, rows: async () => rows, clock });
  await expect(choosing(signed)).rejects.toThrow('problem.inUseOrUsed');
  expect(await choosing(WANTED.uploadUrl)).toEqual(WANTED);
  // Another signature leads to the same file, another path to another one.
  await expect(choosing(`${signed}2`)).rejects.toThrow('problem.inUseOrUsed');
  const other = signed.replace('/k?', '/k2?');
  expect(await choosing(other)).toMatchObject({ uploadUrl: other });
  rows.push({ ...blankRow('refused', 0), uploadUrl: other } as never);
  await expect(choosing(other)).rejects.toThrow('problem.inUseOrUsed');
});

describe('a file that is to be replaced', () => {
  const uploadUrl = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';
  const choosing = (row: Partial<RecordingRow>, url: string = uploadUrl) =>
    chooseTarget({ uploadUrl: url, replaces: true }, null, {
      loadMinting: async () => null,
      takeUploadLock: async () => ({ release: () => undefined }),
      rows: async () => [{ ...blankRow('earlier', 0), ...row }],
      isSentByDeleted: async () => true,
      clock: new FakeClock(),
    });

  it('may be one that an earlier recording was sent as, or one that was deleted', async () => {
    const target = { uploadUrl, replaces: true };
    expect(await choosing({ state: 'complete', usedUrl: urlDigest(uploadUrl) })).toEqual(target);
    expect(await choosing({})).toEqual(target);
  });

  it('is none that another recording is still to be sent as, and no session', async () => {
    await expect(choosing({ state: 'blocked', uploadUrl })).rejects.toThrow('problem.inUseOrUsed');
    await expect(choosing({ state: 'finishing', uploadUrl: `${uploadUrl}2` })).rejects.toThrow('problem.inUseOrUsed');
    await expect(choosing({}, WANTED.uploadUrl)).rejects.toThrow('problem.sentByDeleted');
  });
});

describe('a recording’s own URL, given to it again', () => {
  const SIGNED = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';
  const own = { ...blankRow('own', 0), uploadUrl: SIGNED, protocol: 'put' };
  const other = { ...blankRow('other', 0), state: 'complete' as const, usedUrl: urlDigest(SIGNED) };
  const choosing = (rows: RecordingRow[], ownId: string, isHeld = false) =>
    chooseTarget({ uploadUrl: SIGNED }, ownId, {
      loadMinting: async () => null,
      takeUploadLock: async () => (isHeld ? null : { release: () => undefined }),
      rows: async () => rows,
      isSentByDeleted: async () => false,
      clock: new FakeClock(),
    });

  it.each(['blocked', 'unconfirmed'] as const)('is taken where it has stopped (%s), and by no other', async (state) => {
    expect(await choosing([{ ...own, state }], 'own')).toEqual({ uploadUrl: SIGNED });
    await expect(choosing([{ ...own, state }], 'another')).rejects.toThrow('problem.inUseOrUsed');
  });

  it('is refused where another was sent meanwhile', async () => {
    await expect(choosing([{ ...own, state: 'blocked' }, other], 'own')).rejects.toThrow('problem.inUseOrUsed');
  });

  it('is refused while it is being sent there, and nobody speaks of another', async () => {
    await expect(choosing([{ ...own, state: 'finishing' }], 'own', true)).rejects.toThrow('problem.inUseByItself');
    await expect(choosing([{ ...own, state: 'finishing' }], 'another', true)).rejects.toThrow('problem.inUse');
  });
});

describe('a URL that a deleted recording was sent to', () => {
  const choosing = (isSentByDeleted: TargetPorts['isSentByDeleted'], clock = new FakeClock()) =>
    chooseTarget(WANTED, null, {
      loadMinting: async () => null,
      takeUploadLock: async () => ({ release: () => undefined }),
      rows: async () => [],
      isSentByDeleted,
      clock,
    });

  it('is refused, and that says why', async () => {
    await expect(choosing(async (url) => url === WANTED.uploadUrl)).rejects.toThrow('problem.sentByDeleted');
  });

  it('is recorded for where the browser does not say so', async () => {
    expect(await choosing(() => Promise.reject(new Error('It is broken.')))).toEqual(WANTED);
    const clock = new FakeClock();
    const waiting = choosing(() => new Promise(() => undefined), clock);
    await clock.advance(2_000);
    expect(await waiting).toEqual(WANTED);
  });
});

describe('a URL that is pasted', () => {
  it('is cleaned of what a clipboard adds, keeps what was chosen with it, and is not held', async () => {
    const wanted = { uploadUrl: '  https://x.test/u?a=1\n', protocol: 'put' } as const;
    const { choosing, released } = chooseFrom(wanted);
    expect(await choosing).toEqual({ ...wanted, uploadUrl: 'https://x.test/u?a=1' });
    // Asked for without waiting, and let go of for the engine.
    expect(released).toEqual(['https://x.test/u?a=1 false']);
  });

  it.each(['not a url', 'ftp://x.test/u', 'http://x.test/u'])(
    'is refused with a sentence when it cannot be one: %s',
    async (uploadUrl) => {
      const { choosing, released } = chooseFrom({ uploadUrl });
      await expect(choosing).rejects.toThrow(TargetError);
      expect(released).toEqual([]);
    },
  );
});

describe('without a URL', () => {
  const MINTING: Minting = { endpoint: 'https://m.test/mint?key=SECRET', headers: { 'X-Key': 'SECRET' } };

  it.each<[string, WantedTarget]>([
    ['none', null],
    ['an empty field', { uploadUrl: ' ' }],
  ])('%s: the minting endpoint gives one, whose secrets are not named', async (_what, wanted) => {
    const target = await chooseFrom(wanted, MINTING).choosing;
    expect(target).toEqual({ endpointName: expect.stringContaining('https://m.test') });
    expect(JSON.stringify(target)).not.toContain('SECRET');
  });

  it('and without an endpoint there is nowhere to send to', async () => {
    await expect(chooseFrom(null).choosing).rejects.toThrow('control.noUrl');
  });
});
