import { describe, expect, it } from 'vitest';
import type { PageUpdate } from '../../../lib/commands/messages.ts';
import { openLog } from '../../../lib/control/relay/log.ts';
import type { BackgroundPort } from '../../../lib/control/relay/page-ports.ts';
import { createRelay } from '../../../lib/control/relay/relay.ts';
import { openSnapshotStore } from '../../../lib/control/relay/snapshot-store.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../lib/recording/snapshot.ts';
import { aRecording } from '../../support/a-recording.ts';
import { MemoryArea } from '../../support/memory-area.ts';
import { text } from '../../support/text.ts';

const trusting = (stored: unknown) => stored as Snapshot;
const LIVE: Snapshot = { current: aRecording(), others: [] };
const ENTRY = { atMs: 1, level: 'info', message: text('hello'), recordingId: null } as const;

async function openRelay(area: MemoryArea) {
  const shown: Snapshot[] = [];
  const redact = (words: string) => words.replace('SECRET', '…');
  const store = await openSnapshotStore(area, trusting);
  const relay = createRelay(
    store,
    await openLog(area, redact),
    (snapshot) => shown.push(snapshot),
    () => undefined,
    redact,
  );
  return { relay, shown };
}

function page(fault: Error | null = null, sender: BackgroundPort['sender'] = { tab: {} }) {
  const updates: PageUpdate[] = [];
  let close: () => void = () => undefined;
  return {
    sender,
    updates,
    close: () => close(),
    onDisconnect: {
      addListener: (listener: () => void) => {
        close = listener;
      },
    },
    postMessage: (update: PageUpdate) => {
      if (fault !== null) throw fault;
      updates.push(update);
    },
  };
}

describe('createRelay', () => {
  it('reports a countdown, also to a page that opens during it', async () => {
    const { relay } = await openRelay(new MemoryArea());
    const port = page();
    relay.connect(port);
    relay.countDown(3);
    const late = page();
    relay.connect(late);
    relay.countDown(null);
    expect(late.updates.map((update) => (update.kind === 'countdown' ? update.secondsLeft : update.kind))).toEqual([
      'hello',
      3,
      null,
    ]);
    const after = page();
    relay.connect(after);
    expect(after.updates.map(({ kind }) => kind)).toEqual(['hello']);
  });

  it('says everything first, then what changes', async () => {
    const { relay } = await openRelay(new MemoryArea());
    await relay.log([ENTRY]);
    const port = page();
    relay.connect(port);
    await relay.show(LIVE);
    await relay.log([ENTRY]);
    expect(port.updates).toEqual([
      { kind: 'hello', snapshot: EMPTY_SNAPSHOT, log: [ENTRY] },
      { kind: 'snapshot', snapshot: LIVE },
      { kind: 'log', entries: [ENTRY] },
    ]);
  });

  it('passes every sentence through the redactor, for every page, store and badge', async () => {
    const area = new MemoryArea();
    const { relay, shown } = await openRelay(area);
    const port = page();
    relay.connect(port);
    const link = { kind: 'blocked', reason: text('Why: SECRET') } as const;
    const reported = aRecording({ problem: text('SECRET'), warning: text('a SECRET'), link });
    await relay.show({ current: reported, others: [{ ...reported, id: 'b' }] });
    await relay.log([{ ...ENTRY, message: text('SECRET') }]);
    expect(shown[0]?.current).toMatchObject({
      problem: text('…'),
      warning: text('a …'),
      link: { reason: text('Why: …') },
    });
    const everything = JSON.stringify([port.updates, shown, relay.snapshot(), await area.get(null)]);
    expect(everything).not.toContain('SECRET');
  });

  it('gives a page that connects after the service worker died the last known state', async () => {
    const area = new MemoryArea();
    const before = await openRelay(area);
    await before.relay.show(LIVE);
    await before.relay.log([ENTRY]);
    const port = page();
    (await openRelay(area)).relay.connect(port);
    expect(port.updates).toEqual([{ kind: 'hello', snapshot: LIVE, log: [ENTRY] }]);
  });

  it('distinguishes a popup, which is visible, from a tab, which may not be', async () => {
    const { relay } = await openRelay(new MemoryArea());
    relay.connect(page());
    expect([relay.hasPages(), relay.hasPopup()]).toEqual([true, false]);
    const popup = page(null, {});
    relay.connect(popup);
    expect(relay.hasPopup()).toBe(true);
    popup.close();
    expect([relay.hasPages(), relay.hasPopup()]).toEqual([true, false]);
  });

  it('posts nothing to a closed page, and isn’t stopped by one that closes just then', async () => {
    const { relay, shown } = await openRelay(new MemoryArea());
    const closed = page();
    const other = page();
    relay.connect(closed);
    relay.connect(page(new Error('Attempting to use a disconnected port object')));
    relay.connect(other);
    closed.close();
    await relay.show(LIVE);
    expect(closed.updates).toHaveLength(1);
    expect(other.updates).toHaveLength(2);
    expect(shown).toEqual([LIVE]);
  });
});

describe('openSnapshotStore', () => {
  it('takes what it cannot read for nothing', async () => {
    const area = new MemoryArea();
    await area.set({ snapshot: { from: 'another version' } });
    const store = await openSnapshotStore(area, () => {
      throw new Error('not a snapshot');
    });
    expect(store.snapshot()).toEqual(EMPTY_SNAPSHOT);
  });
});
