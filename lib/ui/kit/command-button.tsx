import type { CommandData, CommandName } from '../../commands/commands.ts';
import type { Commands } from './commands.ts';

interface CommandButtonProps<N extends CommandName> {
  readonly commands: Commands;
  readonly name: N;
  readonly data: CommandData<N>;
  /** Added to `button`. */
  readonly class?: string;
  /** The label from the press until its effect is on screen. */
  readonly busyWords: string;
  /** Whether the action is already running, whoever started it. */
  readonly isUnderWay?: boolean;
  /** Whether the button is disabled. It keeps its place. */
  readonly isOff?: boolean;
  readonly describedBy?: string;
  /** The label while it can be pressed. */
  readonly children: string;
}

/** A button that sends a command. It looks pressed at once and keeps the focus. */
export function CommandButton<N extends CommandName>(props: CommandButtonProps<N>) {
  const { commands, name, data, class: className = '', busyWords, describedBy, children } = props;
  const { isUnderWay = false, isOff = false } = props;
  const isBusy = isUnderWay || commands.pressed.value.has(name);
  return (
    <button
      type="button"
      class={`button ${className}`}
      aria-busy={isBusy}
      aria-disabled={isBusy || isOff}
      aria-describedby={describedBy}
      onClick={() => {
        if (!isBusy && !isOff) void commands.command(name, data);
      }}
    >
      {isBusy ? busyWords : children}
    </button>
  );
}
