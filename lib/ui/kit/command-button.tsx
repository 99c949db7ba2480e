import type { MessageData, MessageName } from '../../commands/messages.ts';
import type { Commands } from './commands.ts';

interface CommandButtonProps<N extends MessageName> {
  readonly commands: Commands;
  readonly name: N;
  readonly data: MessageData<N>;
  /** Beside `button`. */
  readonly class?: string;
  /** Shows that it was pressed, until the effect is on screen. */
  readonly busyWords: string;
  /** Whether what it does is under way already, whoever asked for it. */
  readonly isUnderWay?: boolean;
  /** Whether it cannot be pressed now; it keeps its place. */
  readonly isOff?: boolean;
  readonly describedBy?: string;
  /** What it says while it can be pressed. */
  readonly children: string;
}

/** A button that sends a command, and shows at once that it was pressed. It keeps the focus meanwhile. */
export function CommandButton<N extends MessageName>(props: CommandButtonProps<N>) {
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
