import { parseArgs } from 'node:util';
import type { Source } from '../../lib/recording/source.ts';

/** The command's help text. */
export const USAGE = `npm run demo -- [--source tab|camera] [--url URL] [--seconds N]

Records with the real extension in a real browser, uploads while recording, compares both ends, plays the recording back
and prints the result, as JSON, in its last line.

  --source   what is recorded: this tab (a page that counts frames) or the camera (a film that does); tab when absent
  --url      an upload URL of yours; the local receiver's when absent
  --seconds  how long; 12 when absent`;

/** The command's options. */
export interface DemoOptions {
  readonly source: Source;
  /** Null: an upload URL of the local receiver. A signed URL is a secret. */
  readonly uploadUrl: string | null;
  readonly seconds: number;
}

/**
 * Reads the command line; null when only the help text is wanted.
 * @throws Error that says what is wrong.
 */
export function readDemoOptions(args: readonly string[]): DemoOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      source: { type: 'string', default: 'tab' },
      url: { type: 'string' },
      seconds: { type: 'string', default: '12' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { source } = values;
  if (source !== 'tab' && source !== 'camera') throw new Error('--source is tab or camera.');
  const seconds = Number(values.seconds);
  if (!(seconds >= 2 && seconds <= 24 * 3_600)) throw new Error('--seconds is a number from 2 to 86400.');
  return { source, uploadUrl: values.url ?? null, seconds };
}
