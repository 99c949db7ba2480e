import * as v from 'valibot';
import { type Browser, browser } from 'wxt/browser';
import { type Message, MessageError, messageOf, safeMessage } from '../recording/message.ts';
import { COMMANDS, type CommandData, type CommandName } from './commands.ts';
import { type AnswerTo, MESSAGES, type MessageData, type MessageName } from './messages.ts';

interface Envelope {
  readonly name: MessageName;
  readonly data: unknown;
}

type Reply<N extends MessageName> = { readonly ok: true; readonly answer: AnswerTo<N> } | FailedReply;
interface FailedReply {
  readonly ok: false;
  readonly reason: Message;
}

/** Who answers a message. */
type Receiver = 'background' | 'recorder';

/** A context's handlers, by message. */
export type Handlers<To extends Receiver> = {
  readonly [N in MessageName as N extends `${To}/${string}` ? N : never]: Handler<MessageData<N>, AnswerTo<N>>;
};

/** A promise is awaited even without an answer, so the sender knows when the work is done. */
type Handler<Data, Answer> = [Answer] extends [null] ? (data: Data) => void : (data: Data) => Answer | Promise<Answer>;
type Redact = (text: string) => string;
type AnyHandlers = Readonly<Record<string, ((data: unknown) => unknown) | undefined>>;

const UNANSWERED: Message = { id: 'control.noAnswer' };

/**
 * Sends a message to the context in its name.
 * @throws MessageError when nobody listens or the handler failed; its message is shown to you.
 */
export async function send<N extends MessageName>(name: N, data: MessageData<N>): Promise<AnswerTo<N>> {
  const reply: unknown = await browser.runtime
    .sendMessage({ name, data } satisfies Envelope)
    .catch((cause: unknown) => {
      throw new MessageError(UNANSWERED, { cause: new Error(name, { cause }) });
    });
  if (!isReply<N>(reply)) throw new MessageError(UNANSWERED, { cause: new Error(name) });
  if (!reply.ok) throw new MessageError(reply.reason);
  return reply.answer;
}

/**
 * Sends your command to the background. A service worker that ends at this moment may take it with it, or only the answer: the
 * next one gets it again, if that does no harm. @throws MessageError as {@link send} does.
 */
export async function sendCommand<N extends CommandName>(
  name: N,
  data: CommandData<N>,
): Promise<AnswerTo<`background/${N}`>> {
  const sendIt = () => send(`background/${name}`, data as MessageData<`background/${N}`>);
  try {
    return await sendIt();
  } catch (error) {
    if (messageOf(error).id !== UNANSWERED.id || !COMMANDS[name].repeats) throw error;
    return sendIt();
  }
}

/**
 * Serves every message to one receiver. Call it once, synchronously, when a context starts: a message that wakes the
 * service worker must find its listener. Messages from web pages, content scripts and other extensions are refused.
 * @param redact removes secrets from a handler's error before anyone sees it.
 * @param handlers those available at once; all of them when `later` is absent.
 * @param later returns the others; called for each message without a handler in `handlers`.
 */
export function serveMessages<To extends Receiver>(to: To, redact: Redact, handlers: Handlers<To>): void;
export function serveMessages<To extends Receiver, Now extends keyof Handlers<To>>(
  to: To,
  redact: Redact,
  handlers: Pick<Handlers<To>, Now>,
  later: () => Promise<Omit<Handlers<To>, Now>>,
): void;
export function serveMessages(
  to: Receiver,
  redact: Redact,
  handlers: object,
  later: () => Promise<object> = async () => ({}),
): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Browser.runtime.MessageSender) => {
    const envelope = readEnvelope(message);
    if (envelope === null || !envelope.name.startsWith(`${to}/`) || !isOurs(sender)) return undefined;
    return reply(envelope, redact, async () => {
      const now = (handlers as AnyHandlers)[envelope.name];
      return now ?? ((await later()) as AnyHandlers)[envelope.name];
    });
  });
}

async function reply(
  envelope: Envelope,
  redact: Redact,
  findHandler: () => Promise<((data: unknown) => unknown) | undefined>,
): Promise<unknown> {
  try {
    const data: unknown = v.parse(MESSAGES[envelope.name], envelope.data);
    const handler = await findHandler();
    if (handler === undefined) throw new Error(`Nobody handles ${envelope.name}.`);
    return { ok: true, answer: (await handler(data)) ?? null };
  } catch (error) {
    const reason = safeMessage(messageOf(error), redact);
    console.error(envelope.name, reason);
    return { ok: false, reason } satisfies FailedReply;
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
