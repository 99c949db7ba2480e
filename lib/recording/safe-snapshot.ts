import type { RecordingSnapshot, Snapshot } from './snapshot.ts';

/** A Snapshot whose every sentence went through `redact`. Of what it returns it returns the same, if `redact` does. */
export function safeSnapshot({ current, others }: Snapshot, redact: (text: string) => string): Snapshot {
  const safe = (recording: RecordingSnapshot): RecordingSnapshot => {
    const { problem, warning, link } = recording;
    return {
      ...recording,
      problem: problem === null ? null : redact(problem),
      warning: warning === null ? null : redact(warning),
      link: 'reason' in link ? { ...link, reason: redact(link.reason) } : link,
    };
  };
  return { current: current === null ? null : safe(current), others: others.map(safe) };
}
