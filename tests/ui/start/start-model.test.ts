import { signal } from '@preact/signals';
import { beforeEach, expect, test, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { keepRefusal, takeRefusal } from '../../../lib/commands/start-refusal.ts';
import { loadDraft, saveDraft, type UrlDraft } from '../../../lib/commands/url-draft.ts';
import { DEFAULT_CHOICES } from '../../../lib/recording/capture-choices.ts';
import { EMPTY_SNAPSHOT } from '../../../lib/recording/snapshot.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import type { Page } from '../../../lib/ui/kit/page.ts';
import { createStartModel, type StartModel } from '../../../lib/ui/start/start-model.ts';
import { MemoryArea } from '../../support/memory-area.ts';

type Changes = Record<string, { readonly newValue?: unknown }>;

/** Memory that says what changes in it, as the browser does: a moment later. */
class TellingArea extends MemoryArea {
  readonly #listeners: ((changes: Changes) => void)[] = [];
  readonly onChanged = { addListener: (listener: (changes: Changes) => void) => this.#listeners.push(listener) };

  override async set(values: Record<string, unknown>): Promise<void> {
    await super.set(values);
    const changes = Object.entries(values).map(([key, newValue]) => [key, { newValue }] as const);
    for (const listener of this.#listeners) listener(Object.fromEntries(changes));
  }
}

const TYPED: UrlDraft = { text: 'https://x.test/u', sending: null, replaces: false, handedOverAtMs: null };
const REASON = { id: 'control.tabGone' } as const;
const REFUSED = { kind: 'refused', reason: REASON };

let session: TellingArea;
/** Ends the start that the popup asked for, as the background would. */
let answer: PromiseWithResolvers<unknown>;

beforeEach(() => {
  session = new TellingArea();
  answer = Promise.withResolvers();
  const runtime = { sendMessage: () => answer.promise };
  const tabs = { query: async () => [{ id: 7 }] };
  Object.assign(browser, { runtime, tabs, storage: { session, local: new MemoryArea() } });
});

const page = { connected: signal(true), countdown: signal(null), snapshot: signal(EMPTY_SNAPSHOT) } as unknown as Page;

async function openPopup(): Promise<StartModel> {
  const [draft, refusal] = await Promise.all([loadDraft(), takeRefusal(session)]);
  const choices = { capture: DEFAULT_CHOICES, stop: null, logOpen: false };
  return createStartModel({ choices, settings: DEFAULT_SETTINGS, draft, refusal }, page);
}

test('why a start by key failed is shown by the next popup, once', async () => {
  await saveDraft(TYPED);
  await keepRefusal(session, { atMs: 5_000, reason: REASON });
  expect((await openPopup()).outcome.value).toEqual(REFUSED);
  expect((await openPopup()).outcome.value).toBeNull();
});

test('why a start failed after its popup closed is shown by the next one, and its URL can be used again', async () => {
  await saveDraft({ ...TYPED, handedOverAtMs: 4_000 });
  await keepRefusal(session, { atMs: 5_000, reason: REASON });
  const { outcome, draft } = await openPopup();
  expect([outcome.value, draft.value]).toEqual([REFUSED, TYPED]);
  expect((await openPopup()).draft.value).toEqual(TYPED);
});

test('why a start by key fails is shown in the popup that is open, until something is typed, and not by the next', async () => {
  const model = await openPopup();
  await keepRefusal(session, { atMs: 5_000, reason: REASON });
  expect(model.outcome.value).toEqual(REFUSED);
  model.type('https://x.test/other');
  expect(model.outcome.value).toBeNull();
  expect((await openPopup()).outcome.value).toBeNull();
});

test('an older failure says nothing about the start that is under way', async () => {
  await saveDraft({ ...TYPED, handedOverAtMs: 6_000 });
  await keepRefusal(session, { atMs: 5_000, reason: REASON });
  const { outcome, draft } = await openPopup();
  expect([outcome.value, draft.value.handedOverAtMs]).toEqual([null, 6_000]);
});

test('a popup whose countdown was cut off shows why, and its URL can be used again', async () => {
  await saveDraft(TYPED);
  const model = await openPopup();
  model.start({ canMint: false });
  await vi.waitFor(() => expect(model.outcome.value).toEqual({ kind: 'asked' }));
  const cutOff = { id: 'control.countdownCutOff' } as const;
  // The service worker that was asked is gone; the next one says so.
  answer.reject(new Error('The message channel closed.'));
  await vi.waitFor(() => expect(model.outcome.value).toMatchObject({ kind: 'refused' }));
  await keepRefusal(session, { atMs: Date.now(), reason: cutOff });
  expect(model.outcome.value).toEqual({ kind: 'refused', reason: cutOff });
  expect(model.draft.value).toEqual(TYPED);
});

test('a popup that is never answered shows that its countdown was cut off, too', async () => {
  await saveDraft(TYPED);
  const model = await openPopup();
  model.start({ canMint: false });
  const cutOff = { id: 'control.countdownCutOff' } as const;
  await keepRefusal(session, { atMs: Date.now(), reason: cutOff });
  expect([model.outcome.value, model.draft.value]).toEqual([{ kind: 'refused', reason: cutOff }, TYPED]);
});
