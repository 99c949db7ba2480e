import type { LogEntry } from '../../lib/recording/log-entry.ts';
import type { Link, RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import type { World } from './world.ts';

/** Checks everything that an engine reports against the rules. */
export class SnapshotWatch {
  readonly #world: World;
  #failuresOffline: number | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  log(entries: readonly LogEntry[]): void {
    for (const { message } of entries) {
      if (JSON.stringify(message).includes('SECRET')) this.#world.violate(`The log contains a secret: ${message.id}`);
    }
  }

  /** `onDiskBytes`: how long the file is now. */
  see(snapshot: RecordingSnapshot, onDiskBytes: number): void {
    const world = this.#world;
    world.committedBytes = onDiskBytes;
    if (snapshot.sealedBytes !== null) world.sealedBytes = snapshot.sealedBytes;
    const { ackedBytes, sentBytes, spooledBytes } = snapshot;
    if (ackedBytes > sentBytes) world.violate(`acked ${ackedBytes} > sent ${sentBytes}`);
    if (sentBytes > spooledBytes) world.violate(`sent ${sentBytes} > spooled ${spooledBytes}`);
    if (spooledBytes > onDiskBytes) world.violate('More is called spooled than is on disk');
    if (JSON.stringify(snapshot).includes('SECRET')) world.violate('The snapshot contains a secret');

    this.#watchAttempts(snapshot.link);
  }

  /** Without a network nothing is tried, so nothing can fail. */
  #watchAttempts(link: Link): void {
    const attempts = link.kind === 'retrying' ? link.attempt : link.kind === 'stalled' ? Number.POSITIVE_INFINITY : 0;
    if (this.#world.online) this.#failuresOffline = null;
    else if (this.#failuresOffline === null) this.#failuresOffline = attempts;
    else if (attempts > this.#failuresOffline && this.#failuresOffline === 0) {
      this.#world.violate('An attempt was burnt without a network');
    }
  }
}
