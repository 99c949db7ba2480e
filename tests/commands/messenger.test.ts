import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Handlers, isOurs, send, sendCommand, serveMessages } from '../../lib/commands/messenger.ts';
import { DEFAULT_CHOICES } from '../../lib/recording/capture-choices.ts';
import { MessageError } from '../../lib/recording/message.ts';
import { text } from '../support/text.ts';

const OURS = { id: 'reelay', url: 'chrome-extension://reelay/popup.html' };
const ID = 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11';

const redact = (text: string): string => text.replaceAll('SECRET', '…');

type Listener = (message: unknown, sender: object) => Promise<unknown> | undefined;
let listeners: Listener[];

/** What the browser does: the answer is that of the first listener that has one. */
async function deliver(message: unknown, sender: object = OURS): Promise<unknown> {
  if (listeners.length === 0) throw new Error('Could not establish connection. Receiving end does not exist.');
  // A message is copied on its way.
  const copy: unknown = structuredClone(message);
  for (const listener of listeners) {
    const reply = listener(copy, sender);
    if (reply !== undefined) return structuredClone(await reply);
  }
  return undefined;
}

beforeEach(() => {
  listeners = [];
  const runtime = {
    id: 'reelay',
    getURL: (path: string) => `chrome-extension://reelay${path}`,
    sendMessage: (message: unknown) => deliver(message),
    onMessage: { addListener: (listener: Listener) => void listeners.push(listener) },
  };
  Object.assign((globalThis as unknown as { chrome: object }).chrome, { runtime });
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Answers the background's messages with what a test gives. */
function background(handlers: Partial<Handlers<'background'>>): void {
  serveMessages('background', redact, handlers as Handlers<'background'>);
}

it('carries a message to the context that its name begins with, and its answer back', async () => {
  const stopped: string[] = [];
  serveMessages('recorder', redact, {} as Handlers<'recorder'>);
  background({
    'background/stop': ({ id }) => void stopped.push(id),
    'background/start': async ({ capture }) => ({ kind: 'refused', reason: text(`No ${capture.source}.`) }),
  });
  expect(await send('background/stop', { id: ID })).toBeNull();
  expect(stopped).toEqual([ID]);
  const start = { capture: { ...DEFAULT_CHOICES, source: 'camera' }, target: null, tabId: null, stop: null } as const;
  expect(await send('background/start', start)).toEqual({ kind: 'refused', reason: text('No camera.') });
});

it('gives a command that names a state to the next service worker when one ends with it, and no other command', async () => {
  const done: string[] = [];
  const handlers = {
    'background/stop': () => void done.push('stop'),
    'background/add-marker': () => void done.push('mark'),
  };
  for (const isTaken of [false, true]) {
    listeners = [
      () => {
        listeners = [];
        background(handlers);
        if (isTaken) done.push('stop');
        return Promise.reject(new Error('The message port closed before a response was received.'));
      },
    ];
    await sendCommand('stop', { id: ID });
  }
  expect(done).toEqual(['stop', 'stop', 'stop']);
  listeners = [() => Promise.reject(new Error('The message port closed before a response was received.'))];
  await expect(sendCommand('add-marker', { id: ID })).rejects.toThrow('control.noAnswer');
  // Nobody is there: it's said after the second time.
  listeners = [];
  await expect(sendCommand('stop', { id: ID })).rejects.toThrow('control.noAnswer');
});

it('answers when the work is done, also where there is nothing to say', async () => {
  const work = Promise.withResolvers<void>();
  // A handler's promise is waited for, whatever its type says.
  background({ 'background/pause': () => work.promise });
  let isAnswered = false;
  const sent = send('background/pause', { id: ID }).then(() => {
    isAnswered = true;
  });
  await vi.waitFor(() => Promise.resolve());
  expect(isAnswered).toBe(false);
  work.resolve();
  await sent;
  expect(isAnswered).toBe(true);
});

it('gets a handler that is not there yet only when a message needs it', async () => {
  const stop = vi.fn();
  const later = vi.fn(async () => ({ 'background/stop': stop }) as never);
  serveMessages('background', redact, { 'background/minting': () => null }, later);
  expect(await send('background/minting', null)).toBeNull();
  expect(later).not.toHaveBeenCalled();
  await send('background/stop', { id: ID });
  expect(stop).toHaveBeenCalledExactlyOnceWith({ id: ID });
});

describe('rejects with a sentence', () => {
  it('when the handler fails: the handler’s own, without secrets, in the log too', async () => {
    background({
      'background/stop': () => {
        throw new Error('The disk is full (SECRET).');
      },
    });
    const failed = send('background/stop', { id: ID });
    await expect(failed).rejects.toThrow(MessageError);
    await expect(failed).rejects.toThrow('The disk is full (…).');
    expect(JSON.stringify(vi.mocked(console.error).mock.calls)).not.toContain('SECRET');
  });

  it.each<[string, () => void]>([
    ['nobody listens', () => undefined],
    ['another context listens', () => serveMessages('recorder', redact, {} as Handlers<'recorder'>)],
    ['what listens answers something else', () => void listeners.push(async () => 'hello')],
  ])('when %s', async (_what, listen) => {
    listen();
    await expect(send('background/stop', { id: ID })).rejects.toThrow('control.noAnswer');
  });

  it('when the message does not carry what it must, which no handler gets to see', async () => {
    const stop = vi.fn();
    background({ 'background/stop': stop });
    await expect(send('background/stop', { id: 'not an id' })).rejects.toThrow(MessageError);
    expect(stop).not.toHaveBeenCalled();
  });
});

describe('does not answer', () => {
  const message = { name: 'background/stop', data: { id: ID } };

  it.each<[string, unknown, object]>([
    ['a web page', message, { id: 'reelay', url: 'https://chrome-extension.example/reelay/' }],
    ['a content script', message, { id: 'reelay', url: 'https://x.test/' }],
    ['another extension', message, { id: 'other', url: 'chrome-extension://other/popup.html' }],
    ['an origin that only begins like ours', message, { id: 'reelay', url: 'chrome-extension://reelay.evil/x' }],
    ['a name that is none', { name: 'background/format-disk', data: null }, OURS],
    ['a name that every object has', { name: 'constructor', data: null }, OURS],
    ['what is no message', 'background/stop', OURS],
    ['a message without data', { name: 'background/stop' }, OURS],
  ])('%s', async (_who, sent, sender) => {
    const stop = vi.fn();
    background({ 'background/stop': stop });
    expect(await deliver(sent, sender)).toBeUndefined();
    expect(stop).not.toHaveBeenCalled();
  });
});

it('knows its own contexts: pages by their address, the service worker by its id alone', () => {
  expect(isOurs(OURS as never)).toBe(true);
  expect(isOurs({ id: 'reelay' } as never)).toBe(true);
  expect(isOurs({ id: 'other' } as never)).toBe(false);
});
