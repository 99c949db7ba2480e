import * as v from 'valibot';
import { describe, expect, it, test } from 'vitest';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  commandFor,
  RECORDER_COMMANDS,
} from '../../lib/commands/commands.ts';
import { MESSAGES } from '../../lib/commands/messages.ts';
import { manifestCommands, SHORTCUT_NAMES, SHORTCUTS } from '../../lib/commands/shortcuts.ts';
import { tFor, type WordId } from '../../lib/words/t.ts';
import { aRecording } from '../support/a-recording.ts';

const ID = 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11';

/** The commands that make sense for a recording, in the order of the table. */
function allowed(changes: Parameters<typeof aRecording>[0]): readonly CommandName[] {
  return COMMAND_NAMES.filter((name) => COMMANDS[name].isAllowed(aRecording(changes)));
}

describe('the messages of a command', () => {
  it.each(COMMAND_NAMES)('takes “%s” to the background, checked by the table', (name) => {
    expect(MESSAGES[`background/${name}`]).toBe(COMMANDS[name].data);
  });

  it.each(RECORDER_COMMANDS)('passes “%s” on with the recording’s id and the settings alone', (name) => {
    expect(v.parse(COMMANDS[name].data, { id: ID, more: 1 })).toEqual({ id: ID });
    expect(v.parse(MESSAGES[`recorder/${name}`], { id: ID, settings: null })).toEqual({ id: ID, settings: null });
    expect(v.safeParse(MESSAGES[`recorder/${name}`], { id: '../x', settings: null }).success).toBe(false);
  });
});

test.each([
  ['a recording that starts', { state: 'preparing' }, ['stop']],
  [
    'a recording that runs',
    { state: 'recording' },
    ['pause', 'stop', 'add-marker', 'use-new-url', 'pause-upload', 'cancel-upload'],
  ],
  [
    'a recording with a microphone',
    { state: 'paused', microphone: { name: 'A microphone', isMuted: false } },
    [
      'resume',
      'mute-microphone',
      'use-microphone',
      'stop',
      'add-marker',
      'use-new-url',
      'pause-upload',
      'cancel-upload',
    ],
  ],
  [
    'a recording whose microphone is muted',
    { state: 'recording', microphone: { name: null, isMuted: true } },
    [
      'pause',
      'unmute-microphone',
      'use-microphone',
      'stop',
      'add-marker',
      'use-new-url',
      'pause-upload',
      'cancel-upload',
    ],
  ],
  [
    'a recording with a microphone that stops',
    { state: 'recording', isStopping: true, microphone: { name: null, isMuted: true } },
    ['use-new-url', 'pause-upload', 'cancel-upload'],
  ],
  [
    'a paused recording',
    { state: 'paused' },
    ['resume', 'stop', 'add-marker', 'use-new-url', 'pause-upload', 'cancel-upload'],
  ],
  [
    'a recording that stops',
    { state: 'recording', isStopping: true },
    ['use-new-url', 'pause-upload', 'cancel-upload'],
  ],
  [
    'a recording that continues without its upload',
    { state: 'recording', link: { kind: 'blocked', reason: { id: 'url.expired' } }, canTryAgain: true },
    ['pause', 'stop', 'add-marker', 'retry-now', 'use-new-url'],
  ],
  [
    'a recording that stops by itself',
    { state: 'paused', stop: { kind: 'after', recordedMs: 1 }, link: { kind: 'paused' } },
    ['resume', 'stop', 'keep-going', 'add-marker', 'use-new-url', 'resume-upload', 'cancel-upload'],
  ],
  [
    'an upload that begins after Stop',
    { state: 'recording', link: { kind: 'after-stop' } },
    ['pause', 'stop', 'add-marker', 'use-new-url', 'cancel-upload'],
  ],
  [
    'an upload without a network',
    { state: 'finishing', link: { kind: 'offline' } },
    ['start', 'use-new-url', 'pause-upload', 'cancel-upload'],
  ],
  [
    'a paused upload',
    { state: 'finishing', link: { kind: 'paused' } },
    ['start', 'use-new-url', 'resume-upload', 'cancel-upload'],
  ],
  [
    'an upload that waits for its next try',
    { state: 'finishing', link: { kind: 'stalled', sinceMs: 1, nextAtMs: 2, reason: { id: 'upload.noAnswer' } } },
    ['start', 'retry-now', 'use-new-url', 'pause-upload', 'cancel-upload'],
  ],
  ['a blocked upload', { state: 'blocked', canTryAgain: true }, ['start', 'retry-now', 'use-new-url', 'delete']],
  ['a cancelled upload', { state: 'blocked', canTryAgain: false }, ['start', 'use-new-url', 'delete']],
  ['a complete recording', { state: 'complete', link: { kind: 'paused' } }, ['start', 'delete']],
  [
    'a failed recording',
    { state: 'failed', link: { kind: 'blocked', reason: { id: 'problem.used' } } },
    ['start', 'delete'],
  ],
] as const)('%s allows what makes sense', (_title, changes, names) => {
  expect(allowed(changes)).toEqual(names);
});

test('where there is no recording, only a start makes sense', () => {
  expect(COMMAND_NAMES.filter((name) => COMMANDS[name].isAllowed(null))).toEqual(['start']);
});

test.each([
  ['nothing was recorded', null, ['start', null, null]],
  ['a recording starts', { state: 'preparing' }, ['stop', null, null]],
  ['one runs', { state: 'recording' }, ['stop', 'pause', 'add-marker']],
  ['one is paused', { state: 'paused' }, ['stop', 'resume', 'add-marker']],
  ['one stops', { state: 'recording', isStopping: true }, [null, null, null]],
  ['one is uploaded', { state: 'finishing' }, ['start', null, null]],
] as const)('while %s, keys do what the buttons do', (_title, changes, names) => {
  const current = changes === null ? null : aRecording(changes);
  const keys = ['start-stop', 'pause-resume', 'add-marker'] as const;
  expect(keys.map((key) => commandFor(key, current))).toEqual(names);
});

test('every shortcut has a command, words, and a key that Chromium takes; four at most have one', () => {
  for (const name of SHORTCUT_NAMES) {
    expect(COMMAND_NAMES.some((command) => COMMANDS[command].shortcut === name)).toBe(true);
    expect(tFor(SHORTCUTS[name].words as WordId, {})).not.toBe('');
  }
  const keys = Object.values(manifestCommands()).flatMap((command) => command.suggested_key?.default ?? []);
  expect(keys.length).toBeLessThanOrEqual(4);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(key).toMatch(/^Alt\+Shift\+[A-Z]$/);
});
