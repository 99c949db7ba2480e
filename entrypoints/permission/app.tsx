import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { send } from '../../lib/relay/messenger.ts';
import { BrandIcon } from '../../lib/ui/icons.tsx';
import { type Device, namesOf, refusalSentence } from '../../lib/ui/permission-words.ts';

type Standing =
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'granted' };

/** Asks the browser for camera and microphone, once: the document that records has no window to ask in. */
export function App({ devices }: { readonly devices: readonly Device[] }) {
  const standing = useSignal<Standing>({ kind: 'asking' });
  const names = namesOf(devices);

  const ask = async (): Promise<void> => {
    standing.value = { kind: 'asking' };
    standing.value = await askBrowser(devices);
    await report(standing.value.kind === 'granted');
    if (standing.value.kind === 'granted') window.close();
  };
  useEffect(() => void ask(), []);

  return (
    <div class="column permission stack">
      <BrandIcon size={44} />
      <h1>{`Reelay needs your ${names}`}</h1>
      <p>
        {`The browser asks once, and remembers your answer; the ${names} ${devices.length > 1 ? 'are' : 'is'} used only while you record.`}
      </p>
      <button type="button" class="button primary" onClick={() => void ask()}>
        {`Allow ${names}`}
      </button>
      <div role="status">
        {standing.value.kind === 'granted' && (
          <p class="notice">Thank you. The recording starts; you may close this page.</p>
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

async function report(granted: boolean): Promise<void> {
  try {
    await send('background/permission-decided', { granted });
  } catch (error) {
    // The browser's answer stands whether or not somebody waits for it: the next start finds it.
    console.warn('Nobody took the decision.', error);
  }
}
