import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ANSWER_PATIENCE_MS, createCommands, SETTLE_MS } from '../../../lib/ui/kit/commands.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const RECORDING = { id: 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11' };
const UNANSWERED = 'Reelay hasn’t answered yet.';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

/** A page whose messages are answered by hand, in the order in which they were sent. */
function page() {
  const clock = new FakeClock();
  const sent: { readonly name: string; readonly answer: PromiseWithResolvers<unknown> }[] = [];
  const commands = createCommands({
    clock,
    unanswered: () => UNANSWERED,
    send: (name) => {
      const answer = Promise.withResolvers<unknown>();
      sent.push({ name, answer });
      return answer.promise;
    },
  });
  const shown = () => ({ pressed: [...commands.pressed.value], failure: commands.failure.value });
  const answer = (index: number) => sent[index]?.answer ?? expect.fail('Nothing was sent.');
  return { clock, commands, sent, shown, answer };
}

describe('a button that was pressed', () => {
  it('shows it at once, before anybody answers', () => {
    const { commands, shown } = page();
    void commands.command('stop', RECORDING);
    expect(shown()).toEqual({ pressed: ['stop'], failure: null });
  });

  it('sends nothing more until there is an answer', async () => {
    const { commands, sent } = page();
    void commands.command('stop', RECORDING);
    expect(await commands.command('stop', RECORDING)).toBe(false);
    expect(sent).toHaveLength(1);
  });

  it('stays pressed for a moment after the answer, until what has changed is on screen', async () => {
    const { clock, commands, shown, answer } = page();
    const done = commands.command('stop', RECORDING);
    answer(0).resolve(null);
    expect(await done).toBe(true);
    expect(shown().pressed).toEqual(['stop']);
    await clock.advance(SETTLE_MS);
    expect(shown()).toEqual({ pressed: [], failure: null });
  });

  it('comes back at once with the sentence when the command fails', async () => {
    const { commands, shown, answer } = page();
    const done = commands.command('pause', RECORDING);
    answer(0).reject(new Error('This recording is not being made any more.'));
    expect(await done).toBe(false);
    expect(shown()).toEqual({ pressed: [], failure: 'This recording is not being made any more.' });
  });

  it('is not shown as pressed any more once another is pressed after its answer', async () => {
    const { commands, shown, answer } = page();
    const paused = commands.command('pause', RECORDING);
    answer(0).resolve(null);
    await paused;
    void commands.command('resume', RECORDING);
    expect(shown().pressed).toEqual(['resume']);
  });
});

describe('a command without an answer', () => {
  it('reports it after five seconds, and can be sent again', async () => {
    const { clock, commands, sent, shown } = page();
    void commands.command('stop', RECORDING);
    await clock.advance(ANSWER_PATIENCE_MS - 1);
    expect(shown()).toEqual({ pressed: ['stop'], failure: null });
    await clock.advance(1);
    expect(shown()).toEqual({ pressed: [], failure: UNANSWERED });
    void commands.command('stop', RECORDING);
    expect(shown()).toEqual({ pressed: ['stop'], failure: null });
    expect(sent).toHaveLength(2);
  });

  it('takes the sentence back when the answer comes after all', async () => {
    const { clock, commands, shown, answer } = page();
    const done = commands.command('cancel-upload', RECORDING);
    await clock.advance(ANSWER_PATIENCE_MS);
    answer(0).resolve(null);
    expect(await done).toBe(true);
    expect(shown().failure).toBeNull();
  });

  it('says why when it fails after all', async () => {
    const { clock, commands, shown, answer } = page();
    const done = commands.command('stop', RECORDING);
    await clock.advance(ANSWER_PATIENCE_MS);
    answer(0).reject(new Error('It could not be sealed.'));
    expect(await done).toBe(false);
    expect(shown()).toEqual({ pressed: [], failure: 'It could not be sealed.' });
  });

  it('does not let the answer to an earlier press speak over a later one', async () => {
    const { clock, commands, shown, answer } = page();
    const first = commands.command('stop', RECORDING);
    await clock.advance(ANSWER_PATIENCE_MS);
    const second = commands.command('stop', RECORDING);
    answer(0).reject(new Error('It is being stopped already.'));
    await first;
    expect(shown()).toEqual({ pressed: ['stop'], failure: null });
    answer(1).resolve(null);
    expect(await second).toBe(true);
    expect(shown().failure).toBeNull();
  });

  it('hides no failure of another command', async () => {
    const { clock, commands, shown, answer } = page();
    const pausing = commands.command('pause-upload', RECORDING);
    answer(0).reject(new Error('This recording is not open.'));
    await pausing;
    void commands.command('stop', RECORDING);
    expect(shown().failure).toBe('This recording is not open.');
    await clock.advance(ANSWER_PATIENCE_MS);
    expect(shown().failure).toBe(UNANSWERED);
  });
});
