import './bubble.css';
import { useId } from 'preact/hooks';
import { BUBBLE_CORNERS, BUBBLE_SHAPES, BUBBLE_SIZES, type Bubble } from '../../recording/bubble.ts';
import { t } from '../../words/t.ts';
import { Segments } from '../kit/inputs.tsx';

const SHAPES = BUBBLE_SHAPES.map((value) => ({ value, label: t(`ui.bubble.shapes.${value}`) }));
const SIZES = BUBBLE_SIZES.map((value) => ({ value, label: t(`ui.bubble.sizes.${value}`) }));

interface BubblePickerProps {
  readonly bubble: Bubble;
  readonly onChange: (bubble: Bubble) => void;
}

/** The camera's position over the tab, its size and its shape. */
export function BubblePicker({ bubble, onChange }: BubblePickerProps) {
  const group = useId();
  return (
    <div class="bubble-picker">
      <div class="bubble-corners" role="radiogroup" aria-label={t('ui.bubble.corner')}>
        {BUBBLE_CORNERS.map((corner) => (
          <label key={corner} title={t(`ui.bubble.corners.${corner}`)}>
            <input
              type="radio"
              name={group}
              value={corner}
              aria-label={t(`ui.bubble.corners.${corner}`)}
              checked={corner === bubble.corner}
              onChange={() => onChange({ ...bubble, corner })}
            />
            <i data-shape={bubble.shape} aria-hidden="true" />
          </label>
        ))}
      </div>
      <div class="bubble-looks">
        <Segments
          isCompact
          name={t('ui.bubble.shape')}
          options={SHAPES}
          value={bubble.shape}
          onChoose={(shape) => onChange({ ...bubble, shape })}
        />
        <Segments
          isCompact
          name={t('ui.bubble.size')}
          options={SIZES}
          value={bubble.size}
          onChoose={(size) => onChange({ ...bubble, size })}
        />
      </div>
    </div>
  );
}
