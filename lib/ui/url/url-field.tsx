import type { RefObject } from 'preact';
import { useId } from 'preact/hooks';
import { assertNever } from '../../base/errors.ts';
import type { UrlChoices } from '../../recording/target.ts';
import { needsHostPermission } from '../../upload/url/preflight-words.ts';
import { checkUploadUrl, type UploadUrlCheck } from '../../upload/url/upload-url.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';
import { usePage } from '../kit/page.ts';
import { HostAccessButton } from '../recording/host-access-button.tsx';
import { type KnownOfUrl, type UrlLine, urlLine } from './url-line.ts';
import type { Probe } from './url-probe.ts';

interface UrlFieldProps {
  readonly label: string;
  /** The line below an empty field. */
  readonly calmHint: string;
  readonly text: string;
  readonly onType: (text: string) => void;
  /** Whether the form was submitted with an empty field. */
  readonly isMissed: boolean;
  /** What the server says about the URL. */
  readonly probe: Probe;
  readonly choices: UrlChoices;
  /** What happens when access to the server is not allowed. */
  readonly withoutAccess: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

/** A field for an upload URL, checked while you type, with one line below. */
export function UrlField(props: UrlFieldProps) {
  const { label, calmHint, text, onType, isMissed, probe, choices, withoutAccess, inputRef } = props;
  const id = useId();
  const nowMs = usePage().nowMs.value;
  const check = checkUploadUrl(text, nowMs);
  const { tone, sentence, aside } = lineOf(check, { probe, choices, nowMs }, isMissed, calmHint);
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
        placeholder={t('ui.url.placeholder')}
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

function lineOf(check: UploadUrlCheck, known: KnownOfUrl, isMissed: boolean, calmHint: string): UrlLine {
  switch (check.kind) {
    case 'empty':
      return isMissed
        ? { tone: 'bad', sentence: t('ui.url.missing'), aside: '' }
        : { tone: 'calm', sentence: calmHint, aside: '' };
    case 'bad':
      return { tone: 'bad', sentence: say(check.reason), aside: '' };
    case 'ok':
      return urlLine(check, known);
    default:
      return assertNever(check);
  }
}
