import type { RefObject } from 'preact';
import { useId } from 'preact/hooks';
import { assertNever } from '../recording/assert-never.ts';
import { checkUploadUrl } from '../upload/upload-url.ts';
import { formatSpan } from './format.ts';
import { usePage } from './page.ts';
import type { Tone } from './recording-words.ts';

interface UrlFieldProps {
  readonly label: string;
  /** What stands below an empty field. */
  readonly calmHint: string;
  readonly text: string;
  readonly onType: (text: string) => void;
  /** Whether somebody tried to go on with nothing in the field. */
  readonly isMissed: boolean;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

/** A field for an upload URL, checked as it is typed, with one sentence below. */
export function UrlField({ label, calmHint, text, onType, isMissed, inputRef }: UrlFieldProps) {
  const id = useId();
  const hint = useHint(text, isMissed, calmHint);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={inputRef}
        id={id}
        class="input"
        type="text"
        inputMode="url"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder="https://…"
        value={text}
        aria-invalid={hint.tone === 'bad'}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="hint" data-tone={hint.tone} aria-live="polite">
        {hint.sentence}
      </p>
    </div>
  );
}

function useHint(text: string, isMissed: boolean, calmHint: string): { tone: Tone; sentence: string } {
  const nowMs = usePage().nowMs.value;
  const check = checkUploadUrl(text, nowMs);
  switch (check.kind) {
    case 'empty':
      return isMissed ? { tone: 'bad', sentence: 'Paste an upload URL first.' } : { tone: 'calm', sentence: calmHint };
    case 'bad':
      return { tone: 'bad', sentence: check.sentence };
    case 'ok': {
      if (check.warning !== null) return { tone: 'warning', sentence: check.warning };
      const left = check.expiresAtMs === null ? '' : ` · expires in ${formatSpan(check.expiresAtMs - nowMs)}`;
      return { tone: 'good', sentence: `✓ ready${left}` };
    }
    default:
      return assertNever(check);
  }
}
