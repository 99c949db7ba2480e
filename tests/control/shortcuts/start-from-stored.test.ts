import { expect, test } from 'vitest';
import type { StartResult } from '../../../lib/commands/messages.ts';
import { EMPTY_DRAFT, type UrlDraft } from '../../../lib/commands/url-draft.ts';
import { createStoredStart, type StoredStartPorts } from '../../../lib/control/shortcuts/start-from-stored.ts';
import type { StartRequest } from '../../../lib/control/start/start-recording.ts';
import { DEFAULT_CHOICES } from '../../../lib/recording/capture-choices.ts';
import type { MessageId } from '../../../lib/recording/message.ts';
import { EMPTY_SNAPSHOT } from '../../../lib/recording/snapshot.ts';
import { aRecording } from '../../support/a-recording.ts';

const CAPTURE = { ...DEFAULT_CHOICES, microphone: true };
const URL_DRAFT: UrlDraft = { ...EMPTY_DRAFT, text: ' https://x.test/u ', sending: 'after-stop' };
const STARTED: StartResult = { kind: 'started', id: 'a' };

function rig(draft: UrlDraft, result: StartResult = STARTED, changes: Partial<StoredStartPorts> = {}) {
  const requests: StartRequest[] = [];
  const drafts: UrlDraft[] = [];
  const stored = () => drafts.at(-1) ?? draft;
  const refused: MessageId[] = [];
  const opened: string[] = [];
  const start = createStoredStart({
    loadDraft: async () => stored(),
    saveDraft: async (saved) => void drafts.push(saved),
    loadChoices: async () => ({ capture: CAPTURE, stop: null }),
    canMint: async () => false,
    snapshot: () => EMPTY_SNAPSHOT,
    hasPopup: () => false,
    openPopup: async () => void opened.push('popup'),
    start: async (request) => {
      requests.push(request);
      return result;
    },
    refuse: async ({ id }) => void refused.push(id),
    nowMs: () => 5_000,
    ...changes,
  });
  return { start, requests, drafts, refused, opened };
}

test('it starts with what was chosen last, to the URL in the popup’s field, which is cleared then', async () => {
  const { start, requests, drafts } = rig(URL_DRAFT);
  await start(7);
  const target = { uploadUrl: 'https://x.test/u', sending: 'after-stop' };
  expect(requests).toEqual([{ capture: CAPTURE, stop: null, target, tabId: 7 }]);
  expect(drafts).toEqual([{ ...URL_DRAFT, handedOverAtMs: 5_000 }, EMPTY_DRAFT]);
});

test('a URL whose start is refused stays in the field', async () => {
  const { start, drafts } = rig(URL_DRAFT, { kind: 'refused', reason: { id: 'control.tabGone' } });
  await start(7);
  expect(drafts.at(-1)).toEqual(URL_DRAFT);
});

test.each<StartResult>([STARTED, { kind: 'cancelled' }, { kind: 'refused', reason: { id: 'control.tabGone' } }])(
  'what was typed during its countdown stays, whatever comes of it: $kind',
  async (result) => {
    const typed = { ...EMPTY_DRAFT, text: 'https://x.test/another' };
    const { start, drafts } = rig(URL_DRAFT, result, {
      start: async () => {
        drafts.push(typed);
        return result;
      },
    });
    await start(7);
    expect(drafts.at(-1)).toEqual(typed);
  },
);

test('without a URL it starts with one from the minting endpoint', async () => {
  const { start, requests, drafts } = rig(EMPTY_DRAFT, STARTED, { canMint: async () => true });
  await start(7);
  expect(requests).toEqual([{ capture: CAPTURE, stop: null, target: null, tabId: 7 }]);
  expect(drafts).toEqual([]);
});

test.each([
  ['an empty field', EMPTY_DRAFT],
  ['what is no URL', { ...EMPTY_DRAFT, text: 'ftp://x.test' }],
])('%s opens the popup, which asks', async (_title, draft) => {
  const { start, requests, opened, refused } = rig(draft);
  await start(7);
  expect([requests, opened, refused]).toEqual([[], ['popup'], []]);
});

test('a URL that a recording has is not taken a second time', async () => {
  const current = aRecording({ state: 'complete', startedAtMs: 4_000 });
  const { start, requests, opened } = rig({ ...URL_DRAFT, handedOverAtMs: 3_000 }, STARTED, {
    snapshot: () => ({ current, others: [] }),
  });
  await start(7);
  expect([requests, opened]).toEqual([[], ['popup']]);
});

test('where no popup opens, it says what is missing', async () => {
  const { start, refused } = rig(EMPTY_DRAFT, STARTED, { openPopup: () => Promise.reject(new Error('No window.')) });
  await start(7);
  expect(refused).toEqual(['control.noUrl']);
});
