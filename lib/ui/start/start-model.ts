import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { browser } from 'wxt/browser';
import type { CommandData } from '../../commands/commands.ts';
import type { StartResult } from '../../commands/messages.ts';
import { send, sendCommand } from '../../commands/messenger.ts';
import { onRefused, type StartRefusal } from '../../commands/start-refusal.ts';
import { EMPTY_DRAFT, isUsed, onDraftChanged, saveDraft, type UrlDraft } from '../../commands/url-draft.ts';
import { type CaptureChoices, recordsTab } from '../../recording/capture-choices.ts';
import { messageOf } from '../../recording/message.ts';
import { givenUrl, type UrlChoices } from '../../recording/target.ts';
import { type Choices, saveChoices } from '../../settings/choices-store.ts';
import type { Settings } from '../../settings/settings.ts';
import { checkUploadUrl } from '../../upload/url/upload-url.ts';
import { ANSWER_PATIENCE_MS } from '../kit/commands.ts';
import type { Page } from '../kit/page.ts';

/** The content of the start form, stored on every change because the popup may close at any moment. */
export interface StartModel {
  readonly draft: ReadonlySignal<UrlDraft>;
  readonly choices: Signal<Choices>;
  /** The settings, for the camera's preview. */
  readonly settings: Settings;
  /** Changes what to capture. */
  choose(changes: Partial<CaptureChoices>): void;
  /** The outcome of the last click on Start; null before it. */
  readonly outcome: ReadonlySignal<StartOutcome | null>;
  type(text: string): void;
  /** Changes what was chosen for this URL. */
  chooseForUrl(changes: Partial<UrlChoices>): void;
  /**
   * Hands everything over to the background, which does the rest without the popup. `canMint`: an empty field means a URL
   * from the minting endpoint.
   */
  start(options: { readonly canMint: boolean }): void;
  /** Cancels a start during its countdown. */
  cancel(): void;
}

/** The outcome of a start, as far as this popup is open to see it. */
export type StartOutcome =
  | { readonly kind: 'missed' }
  | { readonly kind: 'asked' }
  /** No answer yet: it may still come, and Start can be pressed again. */
  | { readonly kind: 'unanswered' }
  | Exclude<StartResult, { kind: 'started' | 'cancelled' }>;

/** What was stored before this popup opened. `refusal`: of a start that no popup saw the end of. */
export interface StoredStart {
  readonly choices: Choices;
  readonly settings: Settings;
  readonly draft: UrlDraft;
  readonly refusal: StartRefusal | null;
}

/** Makes the start form's model from what was stored. */
export function createStartModel(stored: StoredStart, { connected, countdown, snapshot }: Page): StartModel {
  const draft = signal(stored.draft);
  const choices = signal(stored.choices);
  const outcome = signal<StartOutcome | null>(null);

  const keep = (next: UrlDraft): void => {
    draft.value = next;
    saveDraft(next).catch((error: unknown) => console.warn('Saving the upload URL failed.', error));
  };

  const show = (refusal: StartRefusal): void => {
    const { handedOverAtMs } = draft.peek();
    // A newer start is under way.
    if (handedOverAtMs !== null && refusal.atMs < handedOverAtMs) return;
    outcome.value = { kind: 'refused', reason: refusal.reason };
    if (handedOverAtMs !== null) keep({ ...draft.peek(), handedOverAtMs: null });
  };
  if (stored.refusal !== null) show(stored.refusal);
  // A key may have asked for it, or a popup that closed; or a countdown was cut off, which nobody can answer.
  onRefused(show);

  // A URL is good for one recording: once one starts with it, the field is cleared.
  effect(() => {
    if (connected.value && isUsed(draft.value, snapshot.value)) keep(EMPTY_DRAFT);
  });
  // A keyboard shortcut may start a recording with it while the popup is open. What's typed here is newer than what was
  // stored before.
  onDraftChanged((stored) => {
    const { text, handedOverAtMs } = draft.peek();
    if (stored.text === text || (stored.text === '' && handedOverAtMs !== null)) draft.value = stored;
  });
  effect(() => {
    saveChoices(choices.value).catch((error: unknown) => console.warn('Saving the choices failed.', error));
  });

  return {
    draft,
    choices,
    settings: stored.settings,
    outcome,
    type: (text) => {
      outcome.value = null;
      keep({ ...EMPTY_DRAFT, text });
    },
    choose: (changes) => {
      choices.value = { ...choices.value, capture: { ...choices.value.capture, ...changes } };
    },
    chooseForUrl: (changes) => keep({ ...draft.value, ...changes }),
    cancel: () => {
      send('background/cancel-start', null).catch((error: unknown) => console.warn('Cancel:', error));
    },
    start: ({ canMint }) => {
      const check = checkUploadUrl(draft.value.text);
      const isMinted = check.kind === 'empty' && canMint;
      if (check.kind !== 'ok' && !isMinted) {
        outcome.value = { kind: 'missed' };
        return;
      }
      const { capture, stop } = choices.value;
      outcome.value = { kind: 'asked' };
      keep({ ...draft.value, handedOverAtMs: Date.now() });
      const target = check.kind === 'ok' ? givenUrl(check.url, draft.value) : null;
      const late = setInterval(() => {
        if (countdown.peek() !== null) return;
        clearInterval(late);
        if (outcome.peek()?.kind === 'asked') outcome.value = { kind: 'unanswered' };
      }, ANSWER_PATIENCE_MS);
      void ask({ capture, stop, target }).then((result) => {
        clearInterval(late);
        outcome.value = result.kind === 'started' || result.kind === 'cancelled' ? null : result;
        if (result.kind === 'started') {
          keep(EMPTY_DRAFT);
          choices.value = { ...choices.value, stop: null };
        }
        if (result.kind === 'refused' || result.kind === 'cancelled') keep({ ...draft.value, handedOverAtMs: null });
      });
    },
  };
}

async function ask(request: Omit<CommandData<'start'>, 'tabId'>): Promise<StartResult> {
  try {
    const isOfTab = recordsTab(request.capture);
    const tabId = isOfTab ? await activeTabId() : null;
    if (isOfTab && tabId === null) {
      return { kind: 'refused', reason: { id: 'recorder.noTab' } };
    }
    return await sendCommand('start', { ...request, tabId });
  } catch (error) {
    console.error('Start:', error);
    return { kind: 'refused', reason: messageOf(error) };
  }
}

async function activeTabId(): Promise<number | null> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id ?? null;
}
