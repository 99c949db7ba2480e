import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DecisionResult } from '../../lib/commands/messages.ts';
import { send } from '../../lib/commands/messenger.ts';
import type { Device } from '../../lib/recording/source.ts';
import { BrandIcon } from '../../lib/ui/kit/icons.tsx';
import {
  deviceNames,
  keepOpenSentence,
  refusalSentence,
  tooLateSentence,
} from '../../lib/ui/permission/permission-words.ts';
import { formatAllOf } from '../../lib/words/format.ts';
import { say } from '../../lib/words/say.ts';
import { t } from '../../lib/words/t.ts';
import { stayWhileCapturing } from './stay-while-capturing.ts';

type Status =
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'granted' }
  | { readonly kind: 'recording' }
  /** The browser said yes, but no start is waiting, or it has expired. */
  | { readonly kind: 'too-late'; readonly sentence: string };

/** Asks the browser for the camera and microphone, because the document that records has no window to ask in. */
export function App({ devices }: { readonly devices: readonly Device[] }) {
  const status = useSignal<Status>({ kind: 'asking' });
  const names = { devices: formatAllOf(deviceNames(devices)) };

  const ask = async (): Promise<void> => {
    status.value = { kind: 'asking' };
    status.value = await askBrowser(devices);
    const result = await report(status.value.kind === 'granted');
    if (status.value.kind !== 'granted') return;
    const sentence = result.kind === 'refused' ? say(result.reason) : tooLateSentence(result);
    if (sentence !== null) {
      status.value = { kind: 'too-late', sentence };
      return;
    }
    status.value = { kind: 'recording' };
    await stayWhileCapturing(devices);
    window.close();
  };
  useEffect(() => void ask(), []);

  if (status.value.kind === 'recording') {
    return (
      <div class="column permission stack">
        <BrandIcon size={44} />
        <h1>{t('ui.permission.keepOpenHeading')}</h1>
        <p role="status">{keepOpenSentence(devices)}</p>
      </div>
    );
  }
  return (
    <div class="column permission stack">
      <BrandIcon size={44} />
      <h1>{t('ui.permission.heading', names)}</h1>
      <p>{t('ui.permission.choose', names)}</p>
      <button type="button" class="button primary" onClick={() => void ask()}>
        {t('ui.permission.allow', names)}
      </button>
      <div role="status">
        {status.value.kind === 'granted' && <p class="notice">{t('ui.permission.granted')}</p>}
        {status.value.kind === 'too-late' && (
          <p class="notice" data-tone="warning">
            {status.value.sentence}
          </p>
        )}
        {status.value.kind === 'refused' && (
          <p class="notice" data-tone="bad">
            {status.value.sentence}
          </p>
        )}
      </div>
    </div>
  );
}

async function askBrowser(devices: readonly Device[]): Promise<Status> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: devices.includes('camera'),
      audio: devices.includes('microphone'),
    });
    for (const track of stream.getTracks()) track.stop();
    return { kind: 'granted' };
  } catch (error) {
    return { kind: 'refused', sentence: refusalSentence(error instanceof Error ? error.name : String(error), devices) };
  }
}

async function report(granted: boolean): Promise<DecisionResult> {
  try {
    return await send('background/permission-decided', { granted });
  } catch (error) {
    // The browser keeps its answer, so the next start finds it.
    console.warn('The background did not take the decision.', error);
    return { kind: 'none' };
  }
}
