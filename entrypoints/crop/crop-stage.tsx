import { useEffect, useRef } from 'preact/hooks';
import type { Rect } from '../../lib/recording/crop.ts';
import type { Handle, Point } from '../../lib/ui/crop/crop-geometry.ts';
import { type CropModel, RATIOS } from '../../lib/ui/crop/crop-model.ts';
import { t } from '../../lib/words/t.ts';
import type { OpenedStill } from './open-still.ts';

const SIDES = [-1, 0, 1] as const;
const HANDLES: readonly Handle[] = SIDES.flatMap((y) => SIDES.map((x) => ({ x, y }))).filter(
  ({ x, y }) => x !== 0 || y !== 0,
);

interface CropStageProps {
  readonly still: OpenedStill;
  readonly model: CropModel;
  readonly onSave: () => void;
  /** The id of the element that says what keys do here. */
  readonly describedBy: string;
}

/** The still, with the area on it: drawn, moved and resized by the pointer, or by keys. */
export function CropStage({ still, model, onSave, describedBy }: CropStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const rect = model.rect.value;
  useEffect(() => stage.current?.focus(), []);

  const pointAt = ({ clientX, clientY }: PointerEvent): Point => {
    const box = picture.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: ((clientX - box.left) / box.width) * still.width,
      y: ((clientY - box.top) / box.height) * still.height,
    };
  };
  return (
    <div
      ref={stage}
      class="crop-stage"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is operated by keys.
      tabIndex={0}
      aria-label={t('ui.crop.stage')}
      aria-describedby={describedBy}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onSave();
        else if (!model.pressKey(event.key, event.shiftKey)) return;
        event.preventDefault();
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        model.press(pointAt(event), handleOf(event.target));
      }}
      onPointerMove={(event) => model.drag(pointAt(event))}
      onPointerUp={model.release}
      onPointerCancel={model.release}
    >
      <div
        ref={picture}
        class="crop-still"
        style={{ '--w': String(still.width), '--h': String(still.height), '--ratio': String(still.pixelRatio) }}
      >
        <img src={still.picture} alt="" draggable={false} />
        {rect !== null && <Area rect={rect} still={still} isFree={RATIOS[model.ratio.value] === null} />}
      </div>
    </div>
  );
}

interface AreaProps {
  readonly rect: Rect;
  readonly still: OpenedStill;
  /** Whether its sides can be moved alone. */
  readonly isFree: boolean;
}

function Area({ rect, still, isFree }: AreaProps) {
  const place = {
    left: `${(rect.x / still.width) * 100}%`,
    top: `${(rect.y / still.height) * 100}%`,
    width: `${(rect.width / still.width) * 100}%`,
    height: `${(rect.height / still.height) * 100}%`,
  };
  return (
    <>
      <div class="crop-shade">
        <div style={place} />
      </div>
      <div class="crop-area" style={place}>
        <span class="crop-size number" aria-hidden="true">
          {t('ui.crop.size', { width: rect.width, height: rect.height })}
        </span>
        {HANDLES.filter(({ x, y }) => isFree || (x !== 0 && y !== 0)).map(({ x, y }) => (
          <i key={`${x} ${y}`} data-x={x} data-y={y} />
        ))}
      </div>
    </>
  );
}

/** The handle that the pointer is on; null: none. */
function handleOf(target: EventTarget | null): Handle | null {
  if (!(target instanceof HTMLElement)) return null;
  const { x, y } = target.dataset;
  return HANDLES.find((handle) => String(handle.x) === x && String(handle.y) === y) ?? null;
}
