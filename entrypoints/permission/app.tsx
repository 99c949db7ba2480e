import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { StartResult } from '../../lib/relay/messages.ts';
import { send } from '../../lib/relay/messenger.ts';
import { BrandIcon } from '../../lib/ui/icons.tsx';
import {
  choiceSentence,
  type Device,
  keepOpenSentence,
  namesOf,
  refusalSentence,
} from '../../lib/ui/permission-words.ts';
import { stayWhileCapturing } from './stay-while-capturing.ts';

type Standing =
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'granted' }
  | { readonly kind: 'recording' }
  /** The browser allowed it, and nothing is recorded all the same. */
  | { readonly kind: 'not-started'; readonly sentence: string };

const NOTHING_WAITS = 'The browser allows it now. No recording is waiting: start one from Reelay’s icon.';

/** Asks the browser for camera and microphone: the document that records has no window to ask in. */
export function App({ devices }: { readonly devices: readonly Device[] }) {
  const standing = useSignal<Standing>({ kind: 'asking' });
  const names = namesOf(devices);

  const ask = async (): Promise<void> => {
    standing.value = { kind: 'asking' };
    standing.value = await askBrowser(devices);
    const start = await report(standing.value.kind === 'granted');
    if (standing.value.kind !== 'granted') return;
    if (start?.kind !== 'started') {
      standing.value = { kind: 'not-started', sentence: start?.kind === 'refused' ? start.sentence : NOTHING_WAITS };
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
        {standing.value.kind === 'not-started' && <p class="notice">{standing.value.sentence}</p>}
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

/** Resolves to how the start ended that waited for the decision; null when none did. */
async function report(granted: boolean): Promise<StartResult | null> {
  try {
    return await send('background/permission-decided', { granted });
  } catch (error) {
    // The browser's answer stands whether or not somebody waits for it: the next start finds it.
    console.warn('Nobody took the decision.', error);
    return null;
  }
}
