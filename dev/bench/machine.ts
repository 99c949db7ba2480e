import { execFileSync } from 'node:child_process';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { findChromium } from '../setup/find-chromium.ts';
import type { Machine } from './bench-result.ts';

const GIB = 1024 ** 3;

/** The properties of this machine that affect timing. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / GIB),
    system: `${type()} ${release()} ${arch()}`,
    browser: outputOf(findChromium().path, '--version'),
    commit: commitHere(),
    date: new Date().toISOString().slice(0, 10),
  };
}

function commitHere(): string {
  try {
    return outputOf('git', 'rev-parse', '--short', 'HEAD');
  } catch (error) {
    console.debug('This is no repository.', error);
    return 'unknown';
  }
}

function outputOf(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
