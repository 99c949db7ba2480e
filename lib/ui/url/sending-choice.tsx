import type { Sending } from '../../recording/target.ts';
import { Segments } from '../kit/segments.tsx';

const WAYS = [
  { value: 'while-recording', label: 'While you record' },
  { value: 'after-stop', label: 'After you stop, as one file' },
] as const;

interface SendingChoiceProps {
  /** What happens without a choice; `none`: nothing does; null: there is nothing to choose. */
  readonly guess: Sending | 'none' | null;
  readonly chosen: Sending | null;
  readonly onChoose: (sending: Sending) => void;
}

/** How to send to an address that does not tell. Where it tells, nothing is shown. */
export function SendingChoice({ guess, chosen, onChoose }: SendingChoiceProps) {
  if (guess === null) return null;
  return (
    <Segments
      name="Send it"
      options={WAYS}
      value={chosen ?? (guess === 'none' ? null : guess)}
      onChoose={onChoose}
      isCompact
    />
  );
}
