import type { RefObject } from 'preact';
import { useId } from 'preact/hooks';
import { assertNever } from '../../base/assert-never.ts';
import { needsHostPermission } from '../../upload/url/preflight-words.ts';
import { checkUploadUrl, type UploadUrlCheck } from '../../upload/url/upload-url.ts';
import { usePage } from '../kit/page.ts';
import { HostAccessButton } from '../recording/host-access-button.tsx';
import { type UrlLine, urlLine } from './url-line.ts';
import type { Probe } from './url-probe.ts';

interface UrlFieldProps {
  readonly label: string;
  /** What stands below an empty field. */
  readonly calmHint: string;
  readonly text: string;
  readonly onType: (text: string) => void;
  /** Whether somebody tried to go on with nothing in the field. */
  readonly isMissed: boolean;
  /** What the server says of the URL. */
  readonly probe: Probe;
  /** What can be done when the person does not allow access to the server. */
  readonly withoutAccess: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

/** A field for an upload URL, checked as it is typed, with one line below. */
export function UrlField(props: UrlFieldProps) {
  const { label, calmHint, text, onType, isMissed, probe, withoutAccess, inputRef } = props;
  const id = useId();
  const nowMs = usePage().nowMs.value;
  const check = checkUploadUrl(text, nowMs);
  const { tone, sentence, aside } = lineOf(check, probe, nowMs, isMissed, calmHint);
  const wantsAccess = check.kind === 'ok' && probe.kind === 'answered' && needsHostPermission(probe.preflight);
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
        aria-invalid={tone === 'bad'}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="hint" data-tone={tone} aria-live="polite">
        {sentence}
        <span class="number" aria-live="off">
          {aside}
        </span>
      </p>
      {wantsAccess && <HostAccessButton url={check.url} otherwise={withoutAccess} />}
    </div>
  );
}

function lineOf(check: UploadUrlCheck, probe: Probe, nowMs: number, isMissed: boolean, calmHint: string): UrlLine {
  switch (check.kind) {
    case 'empty':
      return isMissed
        ? { tone: 'bad', sentence: 'Paste an upload URL first.', aside: '' }
        : { tone: 'calm', sentence: calmHint, aside: '' };
    case 'bad':
      return { tone: 'bad', sentence: check.sentence, aside: '' };
    case 'ok':
      return urlLine(check, probe, nowMs);
    default:
      return assertNever(check);
  }
}
