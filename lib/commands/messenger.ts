import * as v from 'valibot';
import { type Browser, browser } from 'wxt/browser';
import { sentenceOf } from '../base/errors.ts';
import { type AnswerTo, MESSAGES, type MessageData, type MessageName } from './messages.ts';

interface Envelope {
  readonly name: MessageName;
  readonly data: unknown;
}

type Reply<N extends MessageName> = { readonly ok: true; readonly answer: AnswerTo<N> } | FailedReply;
interface FailedReply {
  readonly ok: false;
  readonly sentence: string;
}

/** What a context does with the messages that are addressed to it. */
export type Handlers<Room extends 'background' | 'offscreen'> = {
  readonly [N in MessageName as N extends `${Room}/${string}` ? N : never]: Handler<MessageData<N>, AnswerTo<N>>;
};

/** A promise is waited for also where there is nothing to answer: it tells that the work is done. */
type Handler<Data, Answer> = [Answer] extends [null] ? (data: Data) => void : (data: Data) => Answer | Promise<Answer>;

const UNANSWERED = 'Reelay did not answer. Try again.';

/** The other side answered that it could not do it, or there is no other side. The message is a sentence. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

/**
 * Sends a message to the context that its name begins with.
 * @throws MessageError when nobody listens or the handler failed.
 */
export async function send<N extends MessageName>(name: N, data: MessageData<N>): Promise<AnswerTo<N>> {
  const reply: unknown = await browser.runtime
    .sendMessage({ name, data } satisfies Envelope)
    .catch((cause: unknown) => {
      throw new MessageError(UNANSWERED, { cause: new Error(name, { cause }) });
    });
  if (!isReply<N>(reply)) throw new MessageError(UNANSWERED, { cause: new Error(name) });
  if (!reply.ok) throw new MessageError(reply.sentence);
  return reply.answer;
}

/**
 * Answers the messages of one room. To be called once, synchronously, at the top of a context: a message must find its
 * listener when it wakes the service worker. Messages from web pages, content scripts and other extensions are refused.
 * What a handler's error says passes `redact` before anybody sees it.
 */
export function answer<Room extends 'background' | 'offscreen'>(
  room: Room,
  handlers: Handlers<Room>,
  redact: (text: string) => string,
): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Browser.runtime.MessageSender) => {
    const envelope = readEnvelope(message);
    if (envelope === null || !envelope.name.startsWith(`${room}/`) || !isOurs(sender)) return undefined;
    return reply(envelope, handlers as unknown as Record<string, (data: unknown) => unknown>, redact);
  });
}

async function reply(
  envelope: Envelope,
  handlers: Record<string, (data: unknown) => unknown>,
  redact: (text: string) => string,
): Promise<unknown> {
  try {
    const handler = handlers[envelope.name];
    if (handler === undefined) throw new Error(`Nobody handles ${envelope.name}.`);
    const data: unknown = v.parse(MESSAGES[envelope.name], envelope.data);
    return { ok: true, answer: (await handler(data)) ?? null };
  } catch (error) {
    const sentence = redact(sentenceOf(error));
    console.error(envelope.name, sentence);
    return { ok: false, sentence } satisfies FailedReply;
  }
}

/** Our own pages, worker and offscreen document have our id and our origin; a content script would have a web origin. */
export function isOurs(sender: Browser.runtime.MessageSender): boolean {
  const origin = browser.runtime.getURL('/').replace(/\/$/, '');
  return sender.id === browser.runtime.id && (sender.url === undefined || sender.url.startsWith(`${origin}/`));
}

function readEnvelope(message: unknown): Envelope | null {
  if (typeof message !== 'object' || message === null || !('name' in message) || !('data' in message)) return null;
  const { name, data } = message;
  return typeof name === 'string' && Object.hasOwn(MESSAGES, name) ? { name: name as MessageName, data } : null;
}

function isReply<N extends MessageName>(reply: unknown): reply is Reply<N> {
  return typeof reply === 'object' && reply !== null && 'ok' in reply;
}
