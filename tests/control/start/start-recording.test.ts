import { describe, expect, it } from 'vitest';
import type { MessageData } from '../../../lib/commands/messages.ts';
import { createCountdown } from '../../../lib/control/start/countdown.ts';
import { createStart, type StartPorts, type StartRequest } from '../../../lib/control/start/start-recording.ts';
import type { TabToRecord } from '../../../lib/control/start/tab-to-record.ts';
import { DEFAULT_CHOICES } from '../../../lib/recording/capture-choices.ts';
import type { Crop } from '../../../lib/recording/crop.ts';
import { EMPTY_SNAPSHOT } from '../../../lib/recording/snapshot.ts';
import type { RecordingState } from '../../../lib/recording/state.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import { aRecording } from '../../support/a-recording.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const CAMERA: StartRequest = {
  capture: { ...DEFAULT_CHOICES, source: 'camera' },
  tabId: null,
  target: null,
  stop: null,
};
const TAB: StartRequest = {
  capture: { ...DEFAULT_CHOICES, microphone: true },
  tabId: 7,
  target: { uploadUrl: 'https://x.test/u' },
  stop: { kind: 'after', minutes: 2 },
};
const VIEWPORT = { width: 800, height: 600, zoom: 1 };
const CROP: Crop = { rect: { x: 200, y: 150, width: 400, height: 300 }, still: VIEWPORT, pixelRatio: 1, zoom: 1 };

/** What a start did, in order, and the message that it sent. */
function rig(changes: Partial<StartPorts> = {}, found: Partial<TabToRecord> = {}) {
  const done: string[] = [];
  const sent: MessageData<'recorder/start'>[] = [];
  const clock = new FakeClock();
  const counted: (number | null)[] = [];
  const start = createStart({
    countdown: createCountdown({ show: (left) => void counted.push(left), clock }),
    chooseTarget: async (wanted) => {
      done.push('choose the target');
      return wanted ?? { endpointName: 'mine' };
    },
    loadSettings: async () => DEFAULT_SETTINGS,
    findTab: async (tabId) => {
      done.push('find the tab');
      return { tabId, title: 'A page', viewport: VIEWPORT, isMuted: true, isAudible: false, crop: null, ...found };
    },
    mintStreamId: async (tabId) => {
      done.push('mint');
      return `stream of ${tabId}`;
    },
    freeBytes: async () => 1e9,
    heldBytes: async () => 0,
    diskTrouble: async () => null,
    withDocument: async (work) => {
      done.push('open');
      return work().finally(() => void done.push('let go'));
    },
    sendStart: async (data) => {
      done.push('send');
      sent.push(data);
      return { kind: 'started', id: data.id };
    },
    snapshot: () => EMPTY_SNAPSHOT,
    newId: () => 'a',
    clock,
    ...changes,
  });
  return { start, done, sent, clock, counted };
}

it('mints the tab’s stream id last of all, as it lives for seconds, and keeps the document open meanwhile', async () => {
  const { start, done, sent } = rig();
  expect(await start(TAB)).toEqual({ kind: 'started', id: 'a' });
  expect(done).toEqual(['choose the target', 'find the tab', 'open', 'mint', 'send', 'let go']);
  expect(sent).toEqual([
    {
      id: 'a',
      capture: TAB.capture,
      target: { uploadUrl: 'https://x.test/u' },
      title: 'A page',
      tab: {
        tabId: 7,
        streamId: 'stream of 7',
        viewport: VIEWPORT,
        isMuted: true,
        isAudible: false,
        crop: null,
        isCropMoved: false,
      },
      settings: DEFAULT_SETTINGS,
      stop: { kind: 'after', recordedMs: 120_000 },
    },
  ]);
});

it('needs no tab for the camera', async () => {
  const { start, done, sent } = rig();
  expect(await start(CAMERA)).toEqual({ kind: 'started', id: 'a' });
  expect(done).toEqual(['choose the target', 'open', 'send', 'let go']);
  expect(sent[0]).toMatchObject({
    capture: { source: 'camera' },
    title: null,
    tab: null,
    target: { endpointName: 'mine' },
  });
});

it('records the area that was chosen for the tab’s site, and says so when the tab has another size since', async () => {
  const same = rig({}, { crop: CROP });
  await same.start(TAB);
  expect(same.sent[0]?.tab).toMatchObject({ crop: { x: 0.25, y: 0.25, width: 0.5, height: 0.5 }, isCropMoved: false });

  const other = rig({}, { crop: CROP, viewport: { width: 1_000, height: 600, zoom: 1 } });
  await other.start(TAB);
  expect(other.sent[0]?.tab).toMatchObject({ crop: { x: 0.2, y: 0.25, width: 0.4, height: 0.5 }, isCropMoved: true });

  const sound = rig({}, { crop: CROP });
  await sound.start({ ...TAB, capture: { ...TAB.capture, source: 'sound' } });
  expect(sound.sent[0]?.tab?.crop).toBeNull();
});

it.each([
  ['of which too little is left', { width: 800, height: 40, zoom: 1 }, 'control.cropTooSmall'],
  ['that cannot be found in the tab', null, 'control.cropNotPlaced'],
])('starts nothing with an area %s', async (_what, viewport, id) => {
  const { start, sent } = rig({}, { crop: CROP, viewport });
  expect([await start(TAB), sent]).toEqual([{ kind: 'refused', reason: { id } }, []]);
});

const COUNTING = { loadSettings: async () => ({ ...DEFAULT_SETTINGS, countdownSeconds: 3 }) };

it('stops at the next time of day from the press, though the countdown ends after it', async () => {
  const { start, sent, clock } = rig(COUNTING);
  const at = new Date(clock.now() + 60_000);
  at.setSeconds(0, 0);
  await clock.advance(at.getTime() - 1_000 - clock.now());
  const time = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  const starting = start({ ...TAB, stop: { kind: 'at', time } });
  await clock.advance(5_000);
  await starting;
  expect(sent[0]?.stop).toEqual({ kind: 'at', atMs: at.getTime() });
});

it('counts down before the tab’s stream id is minted, and shows it', async () => {
  const { start, done, clock, counted } = rig(COUNTING);
  const starting = start(TAB);
  await clock.advance(2_500);
  expect([counted, done]).toEqual([
    [3, 2, 1],
    ['choose the target', 'find the tab', 'open'],
  ]);
  await clock.advance(500);
  expect(await starting).toEqual({ kind: 'started', id: 'a' });
  expect(counted).toEqual([3, 2, 1, null]);
  expect(done.slice(3)).toEqual(['find the tab', 'mint', 'send', 'let go']);
});

it('records nothing when Start is pressed again during the countdown, and starts at the next press', async () => {
  const { start, clock, counted, sent } = rig(COUNTING);
  const starting = start(TAB);
  await clock.advance(1_500);
  expect(await start(TAB)).toEqual({ kind: 'cancelled' });
  await clock.advance(0);
  expect(await starting).toEqual({ kind: 'cancelled' });
  expect([counted, sent]).toEqual([[3, 2, null], []]);
  const again = start(TAB);
  await clock.advance(3_000);
  expect(await again).toEqual({ kind: 'started', id: 'a' });
});

it('says whether another recording is starting', async () => {
  const opened = Promise.withResolvers<void>();
  const { start } = rig({ withDocument: (work) => opened.promise.then(work) });
  const first = start(CAMERA);
  expect(await start(CAMERA)).toEqual({ kind: 'refused', reason: { id: 'recorder.anotherStarts' } });
  opened.resolve();
  expect(await first).toEqual({ kind: 'started', id: 'a' });
});

const never = () => new Promise<never>(() => undefined);

it.each<[keyof StartPorts, string, number]>([
  ['chooseTarget', 'control.browserNoAnswer', 10_000],
  ['findTab', 'control.browserNoAnswer', 10_000],
  ['loadSettings', 'control.browserNoAnswer', 10_000],
  ['mintStreamId', 'control.browserNoAnswer', 10_000],
  ['sendStart', 'control.noAnswer', 120_000],
])('says so when %s never answers, and the next start gets its turn', async (port, id, afterMs) => {
  const { start, clock } = rig({ [port]: never });
  for (let press = 1; press <= 2; press += 1) {
    const answer = start(TAB);
    await clock.advance(afterMs);
    // Not that another one is starting.
    expect(await answer).toEqual({ kind: 'refused', reason: { id } });
  }
});

it.each<[RecordingState, string]>([
  ['preparing', 'refused'],
  ['recording', 'refused'],
  ['paused', 'refused'],
  ['finishing', 'started'],
  ['blocked', 'started'],
  ['complete', 'started'],
])('while another one is %s it is %s', async (state, kind) => {
  const { start, done } = rig({ snapshot: () => ({ ...EMPTY_SNAPSHOT, current: aRecording({ state }) }) });
  expect(await start(CAMERA)).toMatchObject({ kind });
  if (kind === 'refused') expect(done).toEqual([]);
});

describe('never rejects: what stands in the way is the answer, and the next start is free', () => {
  const no = (sentence: string) => () => Promise.reject(new Error(sentence));

  it.each<[string, Partial<StartPorts>]>([
    ['the target', { chooseTarget: no('No URL.') }],
    ['the tab', { findTab: no('No tab.') }],
    ['the settings', { loadSettings: no('No settings.') }],
    ['the document', { withDocument: no('No document.') }],
    ['the stream id', { mintStreamId: no('No stream.') }],
    ['the document that does not answer', { sendStart: no('No answer.') }],
  ])('%s', async (_what, changes) => {
    const { start } = rig(changes);
    for (let time = 0; time < 2; time += 1) {
      expect(await start(TAB)).toEqual({
        kind: 'refused',
        reason: { id: 'text', text: expect.stringMatching(/^No .+\.$/) },
      });
    }
  });

  it('a tab that is not named', async () => {
    const { start, done } = rig();
    expect(await start({ ...TAB, tabId: null })).toEqual({ kind: 'refused', reason: { id: 'recorder.noTab' } });
    expect(done).not.toContain('open');
  });

  it('a disk without room for half a minute; one that nobody knows is tried', async () => {
    const { start, done } = rig({ freeBytes: async () => 31_999_999 });
    expect(await start(CAMERA)).toEqual({ kind: 'refused', reason: { id: 'spool.noRoom', freeBytes: 31_999_999 } });
    expect(done).not.toContain('open');
    expect(await rig({ freeBytes: async () => 32_000_000 }).start(CAMERA)).toMatchObject({ kind: 'started' });
    expect(await rig({ freeBytes: async () => null }).start(CAMERA)).toMatchObject({ kind: 'started' });
  });

  it('not for want of what Reelay itself holds', async () => {
    const disk = (freeBytes: number) => rig({ freeBytes: async () => freeBytes, heldBytes: async () => 16_000_000 });
    expect(await disk(16_000_000).start(CAMERA)).toMatchObject({ kind: 'started' });
    expect(await disk(15_999_999).start(CAMERA)).toMatchObject({ reason: { freeBytes: 15_999_999 } });
  });

  it('a disk that was full when it must not be, though there is room now', async () => {
    const reason = { id: 'control.diskWasFull' } as const;
    expect(await rig({ diskTrouble: async () => reason }).start(CAMERA)).toEqual({ kind: 'refused', reason });
  });

  it('a permission that is missing, as it was answered', async () => {
    const answer = { kind: 'needs-permission', devices: ['camera'] } as const;
    expect(await rig({ sendStart: async () => answer }).start(CAMERA)).toEqual(answer);
  });
});

it('looks at the tab again after the countdown: it may have been resized, but what was cut away stays cut away', async () => {
  const found = (viewport: TabToRecord['viewport'], crop: Crop | null): TabToRecord => ({
    ...{ tabId: 7, title: 'A page', isMuted: false, isAudible: false },
    ...{ viewport, crop },
  });
  let looks = 0;
  let later = found({ width: 700, height: 500, zoom: 1 }, null);
  const findTab = async () => {
    looks += 1;
    return looks === 1 ? found(VIEWPORT, CROP) : later;
  };
  const { start, sent, clock } = rig({ ...COUNTING, findTab });
  expect(await clock.finish(start(TAB), 60_000)).toMatchObject({ kind: 'started' });
  expect(sent[0]?.tab).toMatchObject({ viewport: { width: 700, height: 500, zoom: 1 }, isCropMoved: true });
  expect(sent[0]?.tab?.crop?.width).toBeCloseTo(400 / 700);

  looks = 0;
  later = found({ width: 50, height: 40, zoom: 1 }, null);
  const answer = await clock.finish(start(TAB), 60_000);
  expect([answer, sent.length]).toMatchObject([{ kind: 'refused', reason: { id: 'control.cropTooSmall' } }, 1]);
});
