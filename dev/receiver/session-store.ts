import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { DEFAULT_DIALECT, type Dialect } from './dialect.ts';
import { NEW_SESSION, restore, type SessionState } from './session.ts';
import { type LogLine, type SessionIdentity, StoredSession, sessionPaths } from './stored-session.ts';

/** The sessions in a directory. They outlive the receiver. */
export class SessionStore {
  readonly #directory: string;
  readonly #sessions = new Map<string, StoredSession>();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Restores every session in the directory with its bytes on disk. */
  static async open(directory: string): Promise<SessionStore> {
    await mkdir(directory, { recursive: true });
    const store = new SessionStore(directory);
    for (const name of (await readdir(directory)).sort()) {
      if (name.endsWith('.json')) await store.#load(name.slice(0, -'.json'.length));
    }
    return store;
  }

  /** A new session, with an empty file. */
  async create(mimeType: string | null, dialect: Dialect): Promise<StoredSession> {
    const identity: SessionIdentity = {
      id: randomUUID(),
      token: randomBytes(16).toString('base64url'),
      mimeType,
      createdAtMs: Date.now(),
      dialect,
    };
    const session = new StoredSession(this.#directory, identity, NEW_SESSION, []);
    await (await open(session.filePath, 'w')).close();
    await session.become(NEW_SESSION);
    this.#sessions.set(identity.id, session);
    return session;
  }

  get(id: string): StoredSession | null {
    return this.#sessions.get(id) ?? null;
  }

  /** Newest first. */
  list(): StoredSession[] {
    return [...this.#sessions.values()].sort((a, b) => b.identity.createdAtMs - a.identity.createdAtMs);
  }

  async #load(id: string): Promise<void> {
    const paths = sessionPaths(this.#directory, id);
    const { identity, state } = parseMetadata(JSON.parse(await readFile(paths.metadata, 'utf8')), id);
    const fileBytes = (await stat(paths.file)).size;
    const restored = restore(state, fileBytes, identity.dialect);
    const session = new StoredSession(this.#directory, identity, restored, await readLog(paths.log));
    if (fileBytes < state.heldBytes) {
      session.note({
        kind: 'bytes-lost',
        detail: `${state.heldBytes} bytes were acknowledged, ${fileBytes} are on disk`,
      });
    }
    this.#sessions.set(id, session);
  }
}

function parseMetadata(data: unknown, id: string): { identity: SessionIdentity; state: SessionState } {
  const row = asRecord(data);
  const state = asRecord(row?.['state']);
  const phase = state?.['phase'];
  const totalBytes = state?.['totalBytes'];
  if (
    row === null ||
    state === null ||
    typeof row['token'] !== 'string' ||
    typeof row['createdAtMs'] !== 'number' ||
    typeof state['heldBytes'] !== 'number' ||
    (totalBytes !== null && typeof totalBytes !== 'number') ||
    (phase !== 'open' && phase !== 'complete' && phase !== 'cancelled')
  ) {
    throw new Error(`${id}.json is not the metadata of an upload session.`);
  }
  const mimeType = typeof row['mimeType'] === 'string' ? row['mimeType'] : null;
  // Written by this receiver; options an older version didn't know get their defaults.
  const dialect: Dialect = { ...DEFAULT_DIALECT, ...(asRecord(row['dialect']) as Partial<Dialect> | null) };
  return {
    identity: { id, token: row['token'], mimeType, createdAtMs: row['createdAtMs'], dialect },
    state: { phase, heldBytes: state['heldBytes'], totalBytes },
  };
}

async function readLog(path: string): Promise<LogLine[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = asRecord(JSON.parse(line));
      return parsed !== null && ('journal' in parsed || 'request' in parsed) ? [parsed as LogLine] : [];
    } catch {
      // The last line may be empty, or cut off when the process that wrote it ended.
      return [];
    }
  });
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}
