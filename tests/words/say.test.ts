import { generateChromeMessages, parseMessagesFile } from '@wxt-dev/i18n/build';
import * as v from 'valibot';
import { describe, expect, it, test } from 'vitest';
import {
  idsIn,
  joined,
  MESSAGE_TABLE,
  type Message,
  MessageError,
  type MessageId,
  messageOf,
  messageSchema,
  readMessage,
  safeMessage,
} from '../../lib/recording/message.ts';
import { MESSAGE_FIELDS } from '../../lib/recording/messages/fields.ts';
import { say } from '../../lib/words/say.ts';
import { ENGLISH } from '../support/english-words.ts';

const english = generateChromeMessages(await parseMessagesFile(ENGLISH));
const EXAMPLE = { number: 7, bytes: 4_500_000, exactBytes: 4_500_001, ms: 24_000, text: 'words' } as const;

/** A message of each id, with data. */
const EVERY: readonly Message[] = Object.entries(MESSAGE_TABLE).map(([id, names]) => {
  const reason = { id: 'upload.noAnswer' } as const;
  const example = (name: keyof typeof MESSAGE_FIELDS): unknown => {
    const kind = MESSAGE_FIELDS[name];
    return kind === 'message' ? reason : kind === 'messages' ? [reason, reason] : EXAMPLE[kind];
  };
  return v.parse(messageSchema, { id, ...Object.fromEntries(names.map((name) => [name, example(name)])) });
});

function placeholdersOf(id: MessageId): readonly string[] {
  const text = english[id.replaceAll('.', '_')]?.message ?? '';
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

describe('the words of a message', () => {
  test.each(EVERY.map((message) => [message.id, message] as const))(
    '%s: whole sentences, with all its data',
    (_id, message) => {
      const words = say(message);
      expect(words).not.toMatch(/[{}]\w|undefined|\[object|NaN/);
      if (!message.id.startsWith('protocol.'))
        expect(words).toMatch(message.id === 'text' ? /^words$/ : /^[A-Z“].*[.?!)]$|: [A-Z].*[.]$/s);
      expect([...new Set(placeholdersOf(message.id))].sort()).toEqual([...MESSAGE_TABLE[message.id]].sort());
    },
  );

  it('have numbers as people read them', () => {
    expect(say({ id: 'upload.serverBusy', status: 503 })).toBe('The server is busy (503).');
    expect(say({ id: 'problem.sizeMismatch', reportedBytes: 1, totalBytes: 4_500_001 })).toBe(
      'The server stored 1 byte, but the recording has 4,500,001 bytes. Use a new URL to send it again.',
    );
    const reason = { id: 'upload.noByteMoved', silentMs: 30_000 } as const;
    expect(say({ id: 'upload.tryAgainIn', reason, delayMs: 1_260 })).toBe(
      'No data moved for 30 sec. Trying again in 1.3 sec.',
    );
  });

  it('leave alone what looks like a placeholder in a text', () => {
    expect(say({ id: 'text', text: '{status} $1 {text}' })).toBe('{status} $1 {text}');
  });
});

describe('a message', () => {
  it('is redacted in every text, however deep', () => {
    const secret = { id: 'text', text: 'SECRET' } as const;
    const deep: Message = { id: 'several', messages: [{ id: 'upload.stopped', reason: secret }, secret] };
    expect(JSON.stringify(safeMessage(deep, () => '…'))).not.toContain('SECRET');
    expect(idsIn(safeMessage(deep, () => '…'))).toEqual(idsIn(deep));
  });

  it('from outside is checked whole', () => {
    expect(readMessage('words')).toEqual({ id: 'text', text: 'words' });
    for (const bad of [null, 5, {}, { id: 'nothing' }, { id: 'toString' }, { id: 'problem.gone' }]) {
      expect(readMessage(bad)).toBeNull();
    }
    expect(readMessage({ id: 'upload.stopped', reason: { id: 'problem.gone', status: 'x' } })).toBeNull();
  });

  it('is what an error says, even if only its data came through', () => {
    const what = { id: 'problem.used' } as const;
    expect(messageOf(new MessageError(what))).toEqual(what);
    expect(messageOf(Object.assign(new Error('x'), { what }))).toEqual(what);
    expect(messageOf(new Error('It broke.'))).toEqual({ id: 'text', text: 'It broke.' });
    expect(messageOf('It broke.')).toEqual({ id: 'text', text: 'It broke.' });
  });

  it('is one of several, none of none', () => {
    const what = { id: 'problem.used' } as const;
    expect(joined([null])).toBeNull();
    expect(joined([null, what])).toEqual(what);
    expect(joined([what, what])).toEqual({ id: 'several', messages: [what, what] });
  });
});
