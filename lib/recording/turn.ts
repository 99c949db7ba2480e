import type { RecordingSnapshot } from './snapshot.ts';

/** What changes at a turn, and not while numbers grow: it is on the icon, wants the person, or is waited for. */
export function turnOf(recording: RecordingSnapshot): string {
  const { id, state, isStopping, problem, warning, link, sealedBytes, mimeType } = recording;
  // Each chunk is sent, and then there is nothing to send for a while: all is well.
  const going = link.kind === 'idle' ? 'sending' : link.kind;
  return `${id} ${state} ${isStopping} ${going} ${sealedBytes} ${mimeType} ${problem} ${warning}`;
}
