import { useMemo, useRef } from 'preact/hooks';
import { inTime, systemClock } from '../../base/clock.ts';
import type { CommandData, CommandName } from '../../commands/commands.ts';
import { sendCommand } from '../../commands/messenger.ts';
import { t } from '../../words/t.ts';
import { ANSWER_PATIENCE_MS, type Commands, createCommands } from './commands.ts';

/**
 * The commands of one recording, for as long as the component is shown.
 * @param isLive whether it's being recorded: if so, it continues even without an answer.
 */
export function useCommand(isLive: boolean): Commands {
  const live = useRef(isLive);
  live.current = isLive;
  return useMemo(
    () => createCommands({ send: sendCommand, clock: systemClock, unanswered: () => unansweredWords(live.current) }),
    [],
  );
}

/**
 * Sends one command that isn't tied to a recording's buttons.
 * @throws Error with a sentence for the person when the background refuses, or doesn't answer in time.
 */
export function ask<N extends CommandName>(name: N, data: CommandData<N>): Promise<unknown> {
  return inTime(sendCommand(name, data), ANSWER_PATIENCE_MS, systemClock, t('ui.command.unanswered'));
}

function unansweredWords(isLive: boolean): string {
  return isLive ? t('ui.command.unansweredLive') : t('ui.command.unansweredKept');
}
