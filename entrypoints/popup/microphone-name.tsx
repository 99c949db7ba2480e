import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** The microphone that the browser would take. Nothing is shown before the browser was allowed to tell its name. */
export function MicrophoneName() {
  const name = useSignal('');
  useEffect(() => {
    const look = async (): Promise<void> => {
      const inputs = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'audioinput');
      name.value = inputs[0]?.label ?? '';
    };
    look().catch((error: unknown) => console.warn('The microphones are not known.', error));
  }, [name]);
  return <span class="hint">{name.value}</span>;
}
