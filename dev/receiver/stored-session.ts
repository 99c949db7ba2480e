import { appendFile, rename, writeFile } from 'node:fs/promises';
import type { BodyClaim } from './body-claim.ts';
import type { Dialect } from './dialect.ts';
import { hashFile } from './file-hash.ts';
import type { Note, SessionState } from './session.ts';
import type { JournalEntry, RequestEntry, SessionReport } from './session-report.ts';

/** The parts of a session that never change. */
export interface SessionIdentity {
  readonly id: string;
  /** The secret in the upload URL's query. */
  readonly token: string;
  readonly mimeType: string | null;
  readonly createdAtMs: number;
  readonly dialect: Dialect;
}

/** One line of a session's log file. */
export type LogLine = { readonly journal: JournalEntry } | { readonly request: RequestEntry };

/** A session's three files: its bytes, its metadata, and the log of its requests. */
export function sessionPaths(directory: string, id: string): { file: string; metadata: string; log: string } {
  return { file: `${directory}/${id}.bin`, metadata: `${directory}/${id}.json`, log: `${directory}/${id}.log.jsonl` };
}

/** One upload, with its files on disk. */
export class StoredSession {
  readonly identity: SessionIdentity;
  readonly filePath: string;
  /** The request that is sending bytes now; null when there is none. */
  claim: BodyClaim | null = null;
  readonly #metadataPath: string;
  readonly #logPath: string;
  readonly #settled = Promise.withResolvers<'complete' | 'cancelled'>();
  #state: SessionState;
  #journal: JournalEntry[];
  #requests: RequestEntry[];
  #writing: Promise<void> = Promise.resolve();

  constructor(directory: string, identity: SessionIdentity, state: SessionState, lines: readonly LogLine[]) {
    const paths = sessionPaths(directory, identity.id);
    this.identity = identity;
    this.filePath = paths.file;
    this.#metadataPath = paths.metadata;
    this.#logPath = paths.log;
    this.#state = state;
    this.#journal = lines.flatMap((line) => ('journal' in line ? [line.journal] : []));
    this.#requests = lines.flatMap((line) => ('request' in line ? [line.request] : []));
    this.#announce();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Resolves when the session ends, one way or the other. */
  get ended(): Promise<'complete' | 'cancelled'> {
    return this.#settled.promise;
  }

  /** Resolves when the new state is on disk. */
  async become(state: SessionState): Promise<void> {
    this.#state = state;
    const text = JSON.stringify({ ...this.identity, state });
    await this.#enqueue(async () => {
      await writeFile(`${this.#metadataPath}.new`, text);
      await rename(`${this.#metadataPath}.new`, this.#metadataPath);
    });
  }

  /** Records something a careful client never does; null records nothing. */
  note(note: Note | null): void {
    if (note === null) return;
    const entry: JournalEntry = { ...note, atMs: Date.now() };
    this.#journal.push(entry);
    this.#log({ journal: entry });
  }

  noteRequest(entry: RequestEntry): void {
    this.#requests.push(entry);
    this.#requests.sort((a, b) => a.atMs - b.atMs);
    this.#log({ request: entry });
  }

  /** Resolves when everything noted so far is on disk; anyone waiting for the session's end is notified then. */
  async flushed(): Promise<void> {
    await this.#writing;
    this.#announce();
  }

  async report(): Promise<SessionReport> {
    const { id, mimeType, createdAtMs } = this.identity;
    const { phase, heldBytes, totalBytes } = this.#state;
    const sha256 = await hashFile(this.filePath, heldBytes, 'sha256', 'hex');
    return {
      id,
      state: phase,
      size: heldBytes,
      total: totalBytes,
      sha256,
      mimeType,
      createdAtMs,
      journal: [...this.#journal],
      requests: [...this.#requests],
    };
  }

  #announce(): void {
    if (this.#state.phase !== 'open') this.#settled.resolve(this.#state.phase);
  }

  #log(line: LogLine): void {
    // A failure surfaces when the next state is saved: the queue keeps it.
    void this.#enqueue(() => appendFile(this.#logPath, `${JSON.stringify(line)}\n`)).catch(() => undefined);
  }

  #enqueue(write: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(write);
    return this.#writing;
  }
}
