import type { UrlChoices } from '../../recording/target.ts';
import { guessedSending, isReplaceable } from '../../upload/url/preflight-words.ts';
import { t } from '../../words/t.ts';
import { Segments, Switch } from '../kit/inputs.tsx';
import type { Probe } from './url-probe.ts';

const WAYS_TO_SEND = [
  { value: 'while-recording', label: t('ui.url.sendWhileRecording') },
  { value: 'after-stop', label: t('ui.url.sendAfterStop') },
] as const;

interface UrlOptionsProps {
  readonly probe: Probe;
  readonly choices: UrlChoices;
  readonly onChoose: (changes: Partial<UrlChoices>) => void;
}

/**
 * What there is to choose for a URL: how to send to a server that doesn't say how it takes uploads, and whether to replace the file of
 * an earlier recording. Mostly nothing.
 */
export function UrlOptions({ probe, choices, onChoose }: UrlOptionsProps) {
  if (probe.kind !== 'answered') return null;
  const guess = guessedSending(probe.preflight);
  return (
    <>
      {guess !== null && (
        <Segments
          name={t('ui.url.sendName')}
          options={WAYS_TO_SEND}
          value={choices.sending ?? (guess === 'none' ? null : guess)}
          onChoose={(sending) => onChoose({ sending })}
          isCompact
        />
      )}
      {isReplaceable(probe.preflight) && (
        <Switch label={t('ui.url.replace')} isOn={choices.replaces} onChange={(replaces) => onChoose({ replaces })} />
      )}
    </>
  );
}
