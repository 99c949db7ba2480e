import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

const PROGRAMS = ['Xvfb', 'xdotool'] as const;

/** An invisible screen, with a keyboard and a mouse. */
export interface VirtualDisplay extends AsyncDisposable {
  /** Presses keys one after another, given by their X names, such as `Tab`. */
  press(...keys: readonly string[]): void;
  /** Clicks with the right button, in pixels from the upper left corner. */
  rightClick(x: number, y: number): void;
}

/** Why there can be no virtual display; null when there can. */
export function whyNoDisplay(): string | null {
  const missing = PROGRAMS.filter((program) => spawnSync(program, ['-help']).error !== undefined);
  return missing.length === 0 ? null : `${missing.join(' and ')} not found: install the packages xvfb and xdotool.`;
}

/**
 * Opens one and makes it this process's `DISPLAY`: programs started from here appear on it.
 * @throws Error when it doesn't start.
 */
export async function openDisplay(): Promise<VirtualDisplay> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const before = process.env['DISPLAY'];
  process.env['DISPLAY'] = `:${await numberOf(server)}`;
  return {
    press: (...keys) => {
      for (const key of keys) act('key', '--clearmodifiers', key);
    },
    rightClick: (x, y) => act('mousemove', String(x), String(y), 'click', '3'),
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) delete process.env['DISPLAY'];
      else process.env['DISPLAY'] = before;
      server.kill();
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    },
  };
}

function act(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('xdotool', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`xdotool could not do this: ${words.join(' ')}. ${stderr}`);
}

/** Once it's listening, the server writes its number and a newline. */
async function numberOf(server: ChildProcess): Promise<string> {
  const reported = once(server.stdio[3] as Readable, 'data').then(([data]) => String(data).trim());
  const failed = Promise.race([once(server, 'exit'), once(server, 'error')]).then(([reason]): never => {
    throw new Error(`Xvfb did not start: ${reason}`);
  });
  return await Promise.race([reported, failed]);
}
