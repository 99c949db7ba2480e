import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SegmentsProps<Value extends string> {
  /** The group's name. */
  readonly name: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: ComponentChildren }[];
  /** Null: nothing is chosen yet. */
  readonly value: Value | null;
  readonly onChoose: (value: Value) => void;
  readonly isCompact?: boolean;
  /** Whether each option’s icon stands above its label. */
  readonly isTall?: boolean;
}

/** Radio buttons drawn as one bar. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { name, options, value, onChoose, isCompact = false, isTall = false } = props;
  const group = useId();
  return (
    <div class={`segments ${isCompact ? 'compact' : ''} ${isTall ? 'tall' : ''}`} role="radiogroup" aria-label={name}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={group}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          {option.icon}
          {option.label}
        </label>
      ))}
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** An on/off switch. */
export function Switch({ label, isOn, onChange }: SwitchProps) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
