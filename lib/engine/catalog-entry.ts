import type { Clock } from '../base/clock.ts';
import { inTime } from '../base/clock.ts';
import { RateMeter } from '../base/rate-meter.ts';
import { type Elapsed, elapsedMs } from '../recording/elapsed.ts';
import type { LogEntry, LogLevel } from '../recording/log-entry.ts';
import { isSameMessage, joined, type Message, MessageError, messageOf, safeMessage } from '../recording/message.ts';
import { isLive, type RecordingEvent, transition } from '../recording/state.ts';
import { givenUploadUrl } from '../recording/target.ts';
import type { Catalog, RecordingRow } from '../spool/catalog.ts';
import { changedAt } from '../spool/row.ts';
import { RowKeeper } from '../spool/row-keeper.ts';
import { withRoom } from '../spool/with-room.ts';
import { protocolNamed } from '../upload/protocols/protocols.ts';
import type { UploadProgress } from '../upload/uploader.ts';
import { safeText } from '../upload/url/safe-text.ts';
import { endingWarning } from '../upload/url/url-expiry.ts';
import { CopiedRow, type CopyPorts } from './copied-row.ts';
import type { EngineEvents } from './engine-api.ts';
import { shownRow } from './shown-row.ts';
import { settledWithoutSecrets } from './without-secrets.ts';

/** How often the progress of a live recording is saved to the catalog, besides at every change of state. */
const NOTE_INTERVAL_MS = 5_000;
/** How long a change waits for the catalog. A slower write continues without anyone waiting. */
const CATALOG_PATIENCE_MS = 1_000;

/** Everything that can change about a recording. */
export type Row = RecordingRow & { readonly elapsed: Elapsed };

/** What an entry needs. */
export interface EntryPorts extends CopyPorts {
  readonly clock: Clock;
  readonly catalog: Pick<Catalog, 'put' | 'delete'>;
}

/** One recording's entry in the catalog, and how it is shown. Every change goes through here. */
export class CatalogEntry {
  readonly #clock: Clock;
  readonly #ports: EntryPorts;
  readonly #catalog: EntryPorts['catalog'];
  readonly #events: EngineEvents;
  readonly #rate = new RateMeter();
  readonly #keeper: RowKeeper<RecordingRow>;
  #row: Row | null = null;
  #copy: CopiedRow | null = null;
  #progress: UploadProgress = { link: { kind: 'idle' }, ackedBytes: 0, sentBytes: 0 };
  /** Whether the row has something that the catalog doesn't have yet. */
  #isNoted = false;
  /** Whether the last write to the catalog failed. */
  #isCatalogFailing = false;
  /** When the row was last saved, by a clock that never jumps. */
  #keptAtMs = 0;
  /** The warning about the upload URL's expiry; null while it is far away. */
  #ending: Message | null = null;
  /** The warning about a recording that is too large for its URL. */
  #limit: Message | null = null;

  constructor(ports: EntryPorts, events: EngineEvents) {
    const { clock, catalog, makeRoom } = ports;
    this.#ports = ports;
    this.#clock = clock;
    this.#catalog = catalog;
    this.#events = events;
    this.#keeper = new RowKeeper((row) => withRoom(() => catalog.put(row), makeRoom), clock);
  }

  /** Sets the row. Nothing is saved or shown before the first change. */
  begin(row: Row): void {
    this.#row = row;
    this.#copy = new CopiedRow(row.id, this.#ports);
    this.#keptAtMs = this.#clock.monotonicMs();
  }

  /** Begins with a row that is shown as it is. */
  show(row: Row): void {
    this.begin(row);
    this.#report();
  }

  /** Null before there is a recording. */
  get rowOrNull(): Row | null {
    return this.#row;
  }

  /** @throws MessageError before there is a recording, and after it was removed. */
  get row(): Row {
    if (this.#row === null) throw new MessageError({ id: 'recorder.notOpen' });
    return this.#row;
  }

  get progress(): UploadProgress {
    return this.#progress;
  }

  /** Upload progress is shown, not saved. `isShown`: false when another change follows at once. */
  progressed(progress: UploadProgress, isShown = true): void {
    const { link } = progress;
    this.#progress =
      'reason' in link ? { ...progress, link: { ...link, reason: safeMessage(link.reason, safeText) } } : progress;
    if (isShown) this.#report();
  }

  /** Shows it now, and saves it when there is time. */
  note(changes: Partial<Row>): void {
    this.#row = { ...this.row, ...changes };
    this.#isNoted = true;
    this.#report();
  }

  /** More is on disk. Shown at the next tick, not saved: after a crash the file itself shows it. */
  grow(spooledBytes: number): void {
    this.#row = { ...this.row, spooledBytes };
  }

  happen(event: RecordingEvent, changes: Partial<Row>): Promise<void> {
    return this.change({ ...changes, state: transition(this.row.state, event) });
  }

  /** Saves it in the catalog, and a copy beside the file, waiting at most a second, then shows it. Never rejects. */
  change(changes: Partial<Row>): Promise<void> {
    return this.#save(changes, this.#copy);
  }

  /** `copy`: to be renewed, too; null: it's not worth it. */
  async #save(changes: Partial<Row>, copy: CopiedRow | null): Promise<void> {
    const nowMs = this.#clock.now();
    this.#keptAtMs = this.#clock.monotonicMs();
    this.#row = settledWithoutSecrets({ ...this.row, ...changes, ...changedAt(this.row, nowMs) });
    this.#isNoted = false;
    const { elapsed, ...row } = this.#row;
    const saved = { ...row, recordedMs: elapsedMs(elapsed, nowMs) };
    copy?.keep(saved);
    const kept = this.#keeper.keep(saved).then(
      () => this.#catalogTook(),
      (error: unknown) => this.#catalogFailed(error),
    );
    // The files count, and recovery reads them: a slow or hanging catalog holds up nothing.
    await inTime(kept, CATALOG_PATIENCE_MS, this.#clock, 'The catalog is slow.').catch(() => undefined);
    this.#report();
  }

  /**
   * Removes it from the catalog; afterwards there is no recording.
   * @throws Error when the catalog fails or takes too long: the entry stays.
   */
  async remove(): Promise<void> {
    const { row } = this;
    // Nothing may write it again in the meantime.
    this.#row = null;
    this.#keeper.drop();
    try {
      const removed = this.#catalog.delete(row.id);
      await inTime(removed, CATALOG_PATIENCE_MS, this.#clock, { id: 'spool.databaseNoAnswer' });
    } catch (error) {
      this.#row = row;
      throw error;
    }
  }

  /** Its files are about to be deleted. */
  forgetCopy(): void {
    this.#copy?.close();
    this.#copy = null;
  }

  #catalogTook(): void {
    if (!this.#isCatalogFailing) return;
    this.#isCatalogFailing = false;
    this.log('info', { id: 'engine.listKeptAgain' });
  }

  /** Tried again with the next change, or in a few seconds. */
  #catalogFailed(error: unknown): void {
    this.#isNoted = true;
    if (this.#isCatalogFailing) return;
    this.#isCatalogFailing = true;
    this.log('warning', { id: 'engine.listNotWritten', reason: messageOf(error) });
    this.#report();
  }

  log(level: LogLevel, message: Message): void {
    const entry: LogEntry = {
      atMs: this.#clock.now(),
      level,
      message: safeMessage(message, safeText),
      recordingId: this.#row?.id ?? null,
    };
    this.#events.log([entry]);
  }

  /** Call it once a second: measures the rate, saves what was noted, and checks the URL's expiry. */
  async tick(): Promise<void> {
    if (this.#row === null) return;
    this.#rate.sample(this.#progress.sentBytes);
    const isOld = this.#clock.monotonicMs() - this.#keptAtMs >= NOTE_INTERVAL_MS;
    if (isLive(this.#row.state) || this.#row.state === 'finishing') {
      this.#watchUrl(this.#row);
      this.#report();
      if (isOld || (this.#isNoted && !this.#isCatalogFailing)) await this.#save({}, null);
    } else if (isOld && this.#isCatalogFailing) await this.#save({}, null);
  }

  /** A minted URL is replaced automatically; one you gave is yours to replace. */
  #watchUrl({ target, protocol, uploadUrl, spooledBytes }: Row): void {
    const spoken = protocol === null ? null : protocolNamed(protocol);
    const limit = uploadUrl === null ? null : (spoken?.sizeWarning(uploadUrl, spooledBytes) ?? null);
    if (limit !== null && !isSameMessage(limit, this.#limit)) this.log('warning', limit);
    this.#limit = limit;
    const url = givenUploadUrl(target);
    const ending = url === null ? null : endingWarning(url, this.#clock.now());
    if (ending !== null && this.#ending === null) this.log('warning', ending);
    this.#ending = ending;
  }

  #report(): void {
    const row = this.#row;
    // It was removed during a write.
    if (row === null) return;
    const { link, sentBytes } = this.#progress;
    // A recording that is settled or waits for a new URL needs no warning about its URL.
    const ofUrl = isLive(row.state) || row.state === 'finishing' ? [this.#limit, this.#ending] : [];
    const warning = joined([...ofUrl, this.#isCatalogFailing ? { id: 'engine.listNotKept' } : null]);
    const moving = { elapsed: row.elapsed, link, sentBytes, sentPerSecond: this.#rate.perSecond, warning };
    this.#events.snapshot(shownRow(row, moving));
  }
}
