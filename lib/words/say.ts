import { assertNever } from '../base/errors.ts';
import { type Message, messageOf } from '../recording/message.ts';
import { type FieldName, MESSAGE_FIELDS } from '../recording/messages/fields.ts';
import { formatBytes, formatDuration, formatExactBytes } from './format.ts';
import { tFor } from './t.ts';

/** A message in words. Only where `browser.i18n` exists, as for `t`. */
export function say(message: Message): string {
  const { id, ...data } = message;
  const words = Object.entries(data).map(([name, value]) => [name, inWords(name, value)]);
  // A message without words doesn't compile, because each id must be an entry's.
  return tFor(id, Object.fromEntries(words));
}

/** An error's message in words. */
export function sayError(error: unknown): string {
  return say(messageOf(error));
}

function inWords(name: string, value: unknown): string {
  const kind = Object.hasOwn(MESSAGE_FIELDS, name) ? MESSAGE_FIELDS[name as FieldName] : 'text';
  switch (kind) {
    case 'text':
    case 'number':
      return String(value);
    case 'bytes':
      return formatBytes(Number(value));
    case 'exactBytes':
      return formatExactBytes(Number(value));
    case 'ms':
      return formatDuration(Number(value));
    case 'message':
      return say(value as Message);
    case 'messages':
      return (value as readonly Message[]).map(say).join(' ');
    default:
      return assertNever(kind);
  }
}
