import * as v from 'valibot';
import type { SessionArea } from '../../base/session-area.ts';
import type { LogEntry } from '../../recording/log-entry.ts';
import { LOG_LEVELS } from '../../recording/log-entry.ts';
import { messageSchema, safeMessage } from '../../recording/message.ts';

/** The most entries that are kept. */
export const LOG_LIMIT = 1_000;

/** Entries are stored in blocks of this many, so that adding one rewrites little. */
const BLOCK_ENTRIES = 50;
const KEY_PREFIX = 'log/';

interface Block {
  readonly number: number;
  entries: LogEntry[];
}

/** The end of the log; it survives the service worker. */
export interface Log {
  /** Adds entries. `added` is what `entries()` has from now on; `kept` resolves when it would survive the worker. */
  add(entries: readonly LogEntry[]): { readonly added: readonly LogEntry[]; readonly kept: Promise<void> };
  /** At most {@link LOG_LIMIT}, oldest first. */
  entries(): readonly LogEntry[];
}

/** Reads the log that an earlier service worker left in `area`. `redact` takes the secrets out of a text. */
export async function openLog(area: SessionArea, redact: (text: string) => string): Promise<Log> {
  let blocks = readBlocks(await area.get(null));

  return {
    add(entries) {
      const added = entries.map((entry) => ({ ...entry, message: safeMessage(entry.message, redact) }));
      const changed = new Set<Block>();
      for (const entry of added) {
        const block = lastWithRoom(blocks);
        block.entries.push(entry);
        changed.add(block);
      }
      const dropped = blocksOverLimit(blocks);
      blocks = blocks.slice(dropped.length);
      const written = [...changed].filter((block) => !dropped.includes(block));
      return { added, kept: store(area, written, dropped) };
    },
    entries: () => blocks.flatMap((block) => block.entries),
  };
}

async function store(area: SessionArea, written: readonly Block[], dropped: readonly Block[]): Promise<void> {
  await area.set(Object.fromEntries(written.map(({ number, entries }) => [key(number), [...entries]])));
  if (dropped.length > 0) await area.remove(dropped.map(({ number }) => key(number)));
}

function key(number: number): string {
  return `${KEY_PREFIX}${number}`;
}

/** The last block, or a new one behind it when it is full. */
function lastWithRoom(blocks: Block[]): Block {
  const last = blocks.at(-1);
  if (last !== undefined && last.entries.length < BLOCK_ENTRIES) return last;
  const block: Block = { number: (last?.number ?? -1) + 1, entries: [] };
  blocks.push(block);
  return block;
}

/** The oldest blocks beyond the limit. */
function blocksOverLimit(blocks: readonly Block[]): readonly Block[] {
  let kept = blocks.reduce((sum, block) => sum + block.entries.length, 0);
  const dropped: Block[] = [];
  for (const block of blocks) {
    if (kept <= LOG_LIMIT) break;
    kept -= block.entries.length;
    dropped.push(block);
  }
  return dropped;
}

function readBlocks(stored: Record<string, unknown>): Block[] {
  return Object.entries(stored)
    .filter(([name]) => name.startsWith(KEY_PREFIX))
    .map(([name, value]) => ({ number: Number(name.slice(KEY_PREFIX.length)), entries: readEntries(value) }))
    .filter(({ number }) => Number.isInteger(number))
    .sort((a, b) => a.number - b.number);
}

function readEntries(value: unknown): LogEntry[] {
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: unknown): value is LogEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { atMs, level, message, recordingId } = value as Record<string, unknown>;
  return (
    typeof atMs === 'number' &&
    LOG_LEVELS.some((known) => known === level) &&
    v.is(messageSchema, message) &&
    (recordingId === null || typeof recordingId === 'string')
  );
}
