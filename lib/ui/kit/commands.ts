import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../../base/clock.ts';
import { inTime, TooLateError } from '../../base/clock.ts';
import type { CommandData, CommandName } from '../../commands/commands.ts';
import { sayError } from '../../words/say.ts';

/** How long a page waits for the background's answer before it says so and lets the button be pressed again. */
export const ANSWER_PATIENCE_MS = 5_000;

/** How long a button stays pressed after the answer: news of the change arrives separately. */
export const SETTLE_MS = 1_000;

/** The commands a page sends to the background, and what it shows of them meanwhile. */
export interface Commands {
  /** Why the last command failed, or that there's no answer yet; null when there's nothing to say. */
  readonly failure: ReadonlySignal<string | null>;
  /** The commands that were pressed but whose effect isn't on screen yet. */
  readonly pressed: ReadonlySignal<ReadonlySet<CommandName>>;
  /**
   * Sends a command, unless it's already pressed.
   * @returns whether the background carried it out, as soon as it says so: this may be after {@link
   *   ANSWER_PATIENCE_MS}.
   */
  readonly command: <N extends CommandName>(name: N, data: CommandData<N>) => Promise<boolean>;
}

/** What {@link createCommands} works with. */
export interface CommandsOptions {
  readonly send: <N extends CommandName>(name: N, data: CommandData<N>) => Promise<unknown>;
  readonly clock: Pick<Clock, 'wait'>;
  /** The sentence for a command that has no answer yet. */
  readonly unanswered: () => string;
}

/** Makes the {@link Commands} of one recording. */
export function createCommands({ send, clock, unanswered }: CommandsOptions): Commands {
  const presses = signal<ReadonlyMap<CommandName, { readonly number: number; readonly isAnswered: boolean }>>(
    new Map(),
  );
  const failures = signal<ReadonlyMap<CommandName, string>>(new Map());
  /** The last press of each command: an answer to an earlier one is stale. */
  const latest = new Map<CommandName, number>();
  let count = 0;

  const release = (name: CommandName, number: number): void => {
    if (presses.peek().get(name)?.number === number) presses.value = without(presses.peek(), name);
  };
  const say = (name: CommandName, sentence: string | null): void => {
    const others = without(failures.peek(), name);
    failures.value = sentence === null ? others : new Map([...others, [name, sentence]]);
  };

  const command: Commands['command'] = async (name, data) => {
    if (presses.peek().get(name)?.isAnswered === false) return false;
    count += 1;
    const number = count;
    latest.set(name, number);
    // The effect of an earlier command is on screen by now, or this one couldn't have been pressed.
    const waiting = [...presses.peek()].filter(([, { isAnswered }]) => !isAnswered);
    presses.value = new Map([...waiting, [name, { number, isAnswered: false }]]);
    say(name, null);
    const answer = send(name, data);
    try {
      await inTime(answer, ANSWER_PATIENCE_MS, clock, unanswered()).catch((error: unknown) => {
        if (!(error instanceof TooLateError)) throw error;
        release(name, number);
        say(name, error.message);
        return answer;
      });
    } catch (error) {
      console.error(name, error);
      release(name, number);
      if (latest.get(name) === number) say(name, sayError(error));
      return false;
    }
    if (latest.get(name) === number) say(name, null);
    if (presses.peek().get(name)?.number === number) {
      presses.value = new Map([...presses.peek(), [name, { number, isAnswered: true }]]);
      void clock.wait(SETTLE_MS, new AbortController().signal).then(() => release(name, number));
    }
    return true;
  };

  return {
    failure: computed(() => [...failures.value.values()].at(-1) ?? null),
    pressed: computed(() => new Set(presses.value.keys())),
    command,
  };
}

function without<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  return new Map([...map].filter(([other]) => other !== key));
}
