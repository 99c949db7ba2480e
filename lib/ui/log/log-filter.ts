import type { LogEntry, LogLevel } from '../../recording/log-entry.ts';
import { say } from '../../words/say.ts';

/** Which log entries are shown. */
export type LogFilter = 'all' | 'upload' | 'errors';

const LEVELS: Readonly<Record<Exclude<LogFilter, 'all'>, readonly LogLevel[]>> = {
  upload: ['chunk', 'buffer', 'upload', 'warning', 'error'],
  errors: ['warning', 'error'],
};

/** Whether an entry passes the filter. */
export function passes(filter: LogFilter, level: LogLevel): boolean {
  return filter === 'all' || LEVELS[filter].includes(level);
}

/** Log entries as plain text to copy or save, one per line, with times in UTC. */
export function logAsText(entries: readonly LogEntry[]): string {
  return entries
    .map(({ atMs, level, message }) => `${new Date(atMs).toISOString()} ${level.padEnd(7)} ${say(message)}\n`)
    .join('');
}
