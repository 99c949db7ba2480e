import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { formatBytes, percentOf } from '../../words/format.ts';

/** How much is recorded and how much of it is at the server; the paler part has left this computer, unconfirmed. */
export function ByteBars({ recording }: { readonly recording: RecordingSnapshot }) {
  const { spooledBytes, ackedBytes, sentBytes } = recording;
  const percent = percentOf(ackedBytes, spooledBytes);
  const share = (bytes: number) => `${spooledBytes === 0 ? 0 : Math.min(100, (bytes / spooledBytes) * 100)}%`;
  return (
    <div class="bars number">
      <span class="quiet">recorded</span>
      <span class="bar" aria-hidden="true">
        <i class="recorded" style={{ width: share(spooledBytes) }} />
      </span>
      <span>{formatBytes(spooledBytes)}</span>
      <span class="quiet">uploaded</span>
      <span
        class="bar"
        role="progressbar"
        aria-label="Uploaded"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${formatBytes(ackedBytes)} of ${formatBytes(spooledBytes)}, ${percent} %`}
      >
        <i class="sent" style={{ width: share(sentBytes) }} />
        <i class="acked" style={{ width: share(ackedBytes) }} />
      </span>
      <span>{formatBytes(ackedBytes)}</span>
    </div>
  );
}
