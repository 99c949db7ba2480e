import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import type { MessageData, MessageName } from '../../lib/commands/messages.ts';
import type { LogEntry } from '../../lib/recording/log-entry.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../lib/recording/snapshot.ts';
import type { Settings } from '../../lib/settings/settings.ts';

const PIECE_BYTES = 4 * 1024 * 1024;
const ASK_EVERY_MS = 500;
/** Slightly more than the recorder's interval between two requested reports. */
const ANSWER_MS = 400;

/** The extension APIs we use in the page. */
declare const chrome: {
  readonly runtime: { sendMessage(message: unknown): Promise<unknown> };
  readonly notifications: { getAll(): Promise<Record<string, unknown>> };
  readonly storage: {
    readonly local: { set(values: Record<string, unknown>): Promise<void> };
    readonly session: {
      get(key: string | null): Promise<Record<string, unknown>>;
      readonly onChanged: { addListener(listener: (changes: Record<string, { newValue?: unknown }>) => void): void };
    };
  };
};

/** What a spool holds. */
export interface SpoolDigest {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/**
 * A page of the extension's origin that runs none of its code: the manifest's own text, in a background tab. It gives
 * access to the extension's storage and files while none of its pages is open and its service worker sleeps.
 */
export class Inspector {
  /** For anything else to look at or put there. */
  readonly page: Page;
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #changed = Promise.withResolvers<void>();

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, extensionId: string): Promise<Inspector> {
    const page = await browser.newPage({ background: true });
    await page.goto(`chrome-extension://${extensionId}/manifest.json`);
    const inspector = new Inspector(page);
    await page.exposeFunction('tellSnapshot', (snapshot: Snapshot | undefined) => inspector.#take(snapshot));
    await page.evaluate(async () => {
      const { tellSnapshot: tell } = globalThis as unknown as { tellSnapshot(snapshot: unknown): void };
      chrome.storage.session.onChanged.addListener(({ snapshot }) => {
        if (snapshot !== undefined) tell(snapshot.newValue);
      });
      tell((await chrome.storage.session.get('snapshot'))['snapshot']);
    });
    return inspector;
  }

  /** The background's last report, which may be seconds old when no page of the extension is open. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Asks for the current state. When nothing is recording there is no answer, and the last report still holds. */
  async look(): Promise<Snapshot> {
    const changed = this.#changed.promise;
    await this.#askForReport();
    await Promise.race([changed, delay(ANSWER_MS)]);
    return this.#snapshot;
  }

  /**
   * Resolves with the first Snapshot that satisfies `holds`, which may be the current one.
   * @throws Error after `timeoutMs`, with the last Snapshot in its message.
   */
  async waitFor(holds: (snapshot: Snapshot) => boolean, timeoutMs: number): Promise<Snapshot> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const ended = new Promise<'timeout'>((resolve) => timeout.addEventListener('abort', () => resolve('timeout')));
    const asking = setInterval(() => void this.#askForReport(), ASK_EVERY_MS);
    if (!holds(this.#snapshot)) void this.#askForReport();
    try {
      while (!holds(this.#snapshot)) {
        if ((await Promise.race([this.#changed.promise, ended])) !== 'timeout') continue;
        throw new Error(`It did not come to that in ${timeoutMs / 1_000} s: ${JSON.stringify(this.#snapshot.current)}`);
      }
      return this.#snapshot;
    } finally {
      clearInterval(asking);
    }
  }

  /** The end of the background's log: level and message, oldest first. */
  async readLog(lines: number): Promise<readonly string[]> {
    const stored = await this.page.evaluate(async () => await chrome.storage.session.get(null));
    const blocks = Object.entries(stored).filter(([key]) => key.startsWith('log/'));
    const entries = blocks.flatMap(([, block]) => block as LogEntry[]);
    const sorted = entries.toSorted((a, b) => a.atMs - b.atMs).slice(-lines);
    return sorted.map(
      ({ atMs, level, message }) => `${new Date(atMs).toISOString().slice(11, 23)} ${level} ${JSON.stringify(message)}`,
    );
  }

  /** Sends a message as a page of the extension does. Resolves to the answer. */
  async send<N extends MessageName>(name: N, data: MessageData<N>): Promise<unknown> {
    return await this.page.evaluate((message) => chrome.runtime.sendMessage(message), { name, data });
  }

  /** The ids of the notifications the system shows now. */
  async notifications(): Promise<readonly string[]> {
    return await this.page.evaluate(async () => Object.keys(await chrome.notifications.getAll()));
  }

  /** Replaces the extension's settings; absent ones get their defaults. */
  async setSettings(settings: Partial<Settings>): Promise<void> {
    await this.page.evaluate((values) => chrome.storage.local.set({ settings: values }), settings);
  }

  /** The length and hash of a recording's spool file; also copies it to `copyPath` unless that is null. */
  async digestSpool(recordingId: string, copyPath: string | null = null): Promise<SpoolDigest> {
    const hash = createHash('sha256');
    const copy: FileHandle | null = copyPath === null ? null : await open(copyPath, 'w');
    let bytes = 0;
    try {
      for (;;) {
        const piece = Buffer.from(await this.#readSpool(recordingId, bytes), 'base64');
        if (piece.length === 0) break;
        hash.update(piece);
        await copy?.write(piece);
        bytes += piece.length;
      }
    } finally {
      await copy?.close();
    }
    return { bytes, sha256: hash.digest('hex') };
  }

  /**
   * The SHA-256, in hex, of this many bytes of a recording's spool file from `start` on, or fewer at its end; null
   * beyond it. The browser does the hashing, so none of a long recording's bytes have to be transferred here.
   */
  async hashSpoolPiece(recordingId: string, start: number, pieceBytes: number): Promise<string | null> {
    return await this.page.evaluate(
      async (id, from, bytes) => {
        const root = await navigator.storage.getDirectory();
        const recording = await (await root.getDirectoryHandle('recordings')).getDirectoryHandle(id);
        const file = await (await recording.getFileHandle('media')).getFile();
        if (from >= file.size) return null;
        const digest = await crypto.subtle.digest('SHA-256', await file.slice(from, from + bytes).arrayBuffer());
        return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      },
      recordingId,
      start,
      pieceBytes,
    );
  }

  async #readSpool(recordingId: string, start: number): Promise<string> {
    return await this.page.evaluate(
      async (id, from, pieceBytes) => {
        const root = await navigator.storage.getDirectory();
        const recording = await (await root.getDirectoryHandle('recordings')).getDirectoryHandle(id);
        const file = await (await recording.getFileHandle('media')).getFile();
        const reader = new FileReader();
        const read = new Promise((resolve) => reader.addEventListener('load', resolve));
        reader.readAsDataURL(file.slice(from, from + pieceBytes));
        await read;
        return String(reader.result).split(',', 2)[1] ?? '';
      },
      recordingId,
      start,
      PIECE_BYTES,
    );
  }

  /** Asks as the background does when a page opens; with no page open, an unrequested report takes seconds. */
  async #askForReport(): Promise<void> {
    try {
      // When nothing is recording, nobody answers.
      await this.page.evaluate(() => chrome.runtime.sendMessage({ name: 'recorder/report', data: null }).catch(String));
    } catch (error) {
      console.debug('The browser cannot be asked for a report.', error);
    }
  }

  #take(snapshot: Snapshot | undefined): void {
    this.#snapshot = snapshot ?? EMPTY_SNAPSHOT;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
