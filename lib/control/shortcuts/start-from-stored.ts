import type { StartResult } from '../../commands/messages.ts';
import { EMPTY_DRAFT, isUsed, type UrlDraft } from '../../commands/url-draft.ts';
import type { Message } from '../../recording/message.ts';
import type { Snapshot } from '../../recording/snapshot.ts';
import { givenUrl } from '../../recording/target.ts';
import { checkUploadUrl } from '../../upload/url/upload-url.ts';
import type { StartRequest } from '../start/start-recording.ts';

/** What a start without the popup needs. */
export interface StoredStartPorts {
  readonly loadDraft: () => Promise<UrlDraft>;
  readonly saveDraft: (draft: UrlDraft) => Promise<void>;
  readonly loadChoices: () => Promise<Pick<StartRequest, 'capture' | 'stop'>>;
  /** Whether there is a minting endpoint. */
  readonly canMint: () => Promise<boolean>;
  readonly snapshot: () => Snapshot;
  /** Whether the popup is open, where a start answers without a notification. */
  readonly hasPopup: () => boolean;
  /** Opens the popup, or rejects: some browsers and windows have none to open. */
  readonly openPopup: () => Promise<void>;
  /** Starts it, and reports what stands in the way. */
  readonly start: (request: StartRequest) => Promise<StartResult>;
  readonly refuse: (reason: Message) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/**
 * Creates the function that starts a recording as the popup would, from your last choices: the upload URL in its field,
 * or one from the minting endpoint. Without either, the popup opens to ask.
 */
export function createStoredStart(ports: StoredStartPorts): (tabId: number | null) => Promise<void> {
  const { loadDraft, saveDraft, loadChoices, canMint, snapshot, start, nowMs } = ports;
  return async (tabId) => {
    const [draft, { capture, stop }] = await Promise.all([loadDraft(), loadChoices()]);
    // The popup that handed it over was closed before it could clear its field.
    const check = checkUploadUrl(isUsed(draft, snapshot()) ? '' : draft.text);
    if (check.kind === 'bad') return askInPopup(check.reason, ports);
    if (check.kind === 'empty') {
      if (!(await canMint())) return askInPopup({ id: 'control.noUrl' }, ports);
      await start({ capture, stop, target: null, tabId });
      return;
    }
    await saveDraft({ ...draft, handedOverAtMs: nowMs() });
    const result = await start({ capture, stop, target: givenUrl(check.url, draft), tabId });
    // Something else may have been typed during a countdown.
    const typed = await loadDraft();
    if (typed.text !== draft.text) return;
    if (result.kind === 'started') await saveDraft(EMPTY_DRAFT);
    if (result.kind === 'refused' || result.kind === 'cancelled') await saveDraft({ ...typed, handedOverAtMs: null });
  };
}

/** In the popup it can be typed, and its field says what is missing. */
async function askInPopup(missing: Message, { hasPopup, openPopup, refuse }: StoredStartPorts): Promise<void> {
  if (hasPopup()) return;
  try {
    await openPopup();
  } catch (error) {
    console.debug('The popup did not open.', error);
    await refuse(missing);
  }
}
