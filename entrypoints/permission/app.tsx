import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DecisionResult } from '../../lib/commands/messages.ts';
import { send } from '../../lib/commands/messenger.ts';
import { BrandIcon } from '../../lib/ui/kit/icons.tsx';
import {
  choiceSentence,
  type Device,
  keepOpenSentence,
  namesOf,
  refusalSentence,
  tooLateSentence,
} from '../../lib/ui/permission/permission-words.ts';
import { stayWhileCapturing } from './stay-while-capturing.ts';

type Standing =
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'granted' }
  | { readonly kind: 'recording' }
  /** The browser said yes, and there is no start, or none any more, that goes on. */
  | { readonly kind: 'too-late'; readonly sentence: string };

/** Asks the browser for camera and microphone: the document that records has no window to ask in. */
export function App({ devices }: { readonly devices: readonly Device[] }) {
  const standing = useSignal<Standing>({ kind: 'asking' });
  const names = namesOf(devices);

  const ask = async (): Promise<void> => {
    standing.value = { kind: 'asking' };
    standing.value = await askBrowser(devices);
    const result = await report(standing.value.kind === 'granted');
    if (standing.value.kind !== 'granted') return;
    const sentence = result.kind === 'refused' ? result.sentence : tooLateSentence(result);
    if (sentence !== null) {
      standing.value = { kind: 'too-late', sentence };
      return;
    }
    standing.value = { kind: 'recording' };
    await stayWhileCapturing(devices);
    window.close();
  };
  useEffect(() => void ask(), []);

  if (standing.value.kind === 'recording') {
    return (
      <div class="column permission stack">
        <BrandIcon size={44} />
        <h1>Keep this window open while you record</h1>
        <p role="status">{keepOpenSentence(devices)}</p>
      </div>
    );
  }
  return (
    <div class="column permission stack">
      <BrandIcon size={44} />
      <h1>{`Reelay needs your ${names}`}</h1>
      <p>{choiceSentence(devices)}</p>
      <button type="button" class="button primary" onClick={() => void ask()}>
        {`Allow ${names}`}
      </button>
      <div role="status">
        {standing.value.kind === 'granted' && <p class="notice">Thank you. The recording starts.</p>}
        {standing.value.kind === 'too-late' && (
          <p class="notice" data-tone="warning">
            {standing.value.sentence}
          </p>
        )}
        {standing.value.kind === 'refused' && (
          <p class="notice" data-tone="bad">
            {standing.value.sentence}
          </p>
        )}
      </div>
    </div>
  );
}

async function askBrowser(devices: readonly Device[]): Promise<Standing> {
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
    // The browser's answer stands whether or not somebody waits for it: the next start finds it.
    console.warn('Nobody took the decision.', error);
    return { kind: 'none' };
  }
}
