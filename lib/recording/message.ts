import * as v from 'valibot';
import { CONTROL_MESSAGES } from './messages/control-messages.ts';
import { EXPORT_MESSAGES } from './messages/export-messages.ts';
import { type FieldName, MESSAGE_FIELDS } from './messages/fields.ts';
import { CAPTURE_MESSAGES, ENGINE_MESSAGES, RECORDER_MESSAGES, SPOOL_MESSAGES } from './messages/recorder-messages.ts';
import {
  MINT_MESSAGES,
  PROBLEM_MESSAGES,
  PROTOCOL_LABELS,
  UPLOAD_MESSAGES,
  URL_MESSAGES,
} from './messages/upload-messages.ts';

/** All messages, by id, with the names of their data. */
export const MESSAGE_TABLE = {
  /** Text from elsewhere: the browser, a server, or an earlier version. */
  text: ['text'],
  /** Several messages, one after the other. */
  several: ['messages'],
  ...UPLOAD_MESSAGES,
  ...PROBLEM_MESSAGES,
  ...URL_MESSAGES,
  ...PROTOCOL_LABELS,
  ...MINT_MESSAGES,
  ...CAPTURE_MESSAGES,
  ...RECORDER_MESSAGES,
  ...ENGINE_MESSAGES,
  ...SPOOL_MESSAGES,
  ...CONTROL_MESSAGES,
  ...EXPORT_MESSAGES,
} as const;

/** The id of a message, and of its words. */
export type MessageId = keyof typeof MESSAGE_TABLE;

interface Kinds {
  readonly number: number;
  readonly bytes: number;
  readonly exactBytes: number;
  readonly ms: number;
  readonly text: string;
  readonly message: Message;
  readonly messages: readonly Message[];
}

type DataOf<Names extends FieldName> = { readonly [Name in Names]: Kinds[(typeof MESSAGE_FIELDS)[Name]] };

/**
 * Something to say to you, as data: what happened, and the facts. It is put into words where it is shown (`lib/words`),
 * never where it happens. Sizes are bytes, times milliseconds.
 */
export type Message = {
  [Id in MessageId]: { readonly id: Id } & DataOf<(typeof MESSAGE_TABLE)[Id][number]>;
}[MessageId];

/** Parses a message from outside. */
export const messageSchema = v.custom<Message>(isMessage);

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('id' in value)) return false;
  const { id, ...data } = value;
  if (typeof id !== 'string' || !Object.hasOwn(MESSAGE_TABLE, id)) return false;
  const names: readonly FieldName[] = MESSAGE_TABLE[id as MessageId];
  return names.every((name) => isData((data as Record<string, unknown>)[name], MESSAGE_FIELDS[name]));
}

function isData(value: unknown, kind: keyof Kinds): boolean {
  if (kind === 'message') return isMessage(value);
  if (kind === 'messages') return Array.isArray(value) && value.every(isMessage);
  return typeof value === (kind === 'text' ? 'string' : 'number');
}

/** Reads a stored message, or a sentence that an earlier version stored; null when it is neither. */
export function readMessage(stored: unknown): Message | null {
  if (typeof stored === 'string') return { id: 'text', text: stored };
  return isMessage(stored) ? stored : null;
}

/** The message with `redact` applied to every text in it. */
export function safeMessage(message: Message, redact: (text: string) => string): Message {
  const safe = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(safe);
    return isMessage(value) ? safeMessage(value, redact) : value;
  };
  const { id, ...data } = message;
  const entries = Object.entries(data).map(([name, value]) => [name, safe(value)]);
  return { id, ...Object.fromEntries(entries) };
}

/** All of them as one; null when there are none. */
export function joined(messages: readonly (Message | null)[]): Message | null {
  const said = messages.filter((message) => message !== null);
  const [first = null] = said;
  return said.length > 1 ? { id: 'several', messages: said } : first;
}

/** Whether both say exactly the same. */
export function isSameMessage(one: Message | null, other: Message | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether a message says exactly that, alone or among others. */
export function says(message: Message | null, part: Message): boolean {
  const said = message?.id === 'several' ? message.messages : [message];
  return isSameMessage(message, part) || said.some((one) => isSameMessage(one, part));
}

/** The ids of a message and of all messages in it. Not its numbers: free disk space is a different number each time. */
export function idsIn(message: Message | null): readonly MessageId[] {
  return allIn(message).map(({ id }) => id);
}

/** A message and all messages in it. */
export function allIn(message: Message | null): readonly Message[] {
  if (message === null) return [];
  const inner = 'messages' in message ? message.messages : 'reason' in message ? [message.reason] : [];
  return [message, ...inner.flatMap(allIn)];
}

/** An error with a message for you. `message`, as in every error, is for consoles. */
export class MessageError extends Error {
  override readonly name: string = 'MessageError';
  readonly what: Message;

  constructor(what: Message, options?: ErrorOptions) {
    super(JSON.stringify(what), options);
    this.what = what;
  }
}

/** An error's message; its text when it has none. */
export function messageOf(error: unknown): Message {
  if (error instanceof Error && 'what' in error && isMessage(error.what)) return error.what;
  return { id: 'text', text: error instanceof Error ? error.message : String(error) };
}
