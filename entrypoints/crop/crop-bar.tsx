import { MIN_CROP_PIXELS, type Rect } from '../../lib/recording/crop.ts';
import { type CropModel, RATIOS, type RatioName } from '../../lib/ui/crop/crop-model.ts';
import { Segments } from '../../lib/ui/kit/inputs.tsx';
import { t } from '../../lib/words/t.ts';

const RATIO_OPTIONS = (Object.keys(RATIOS) as readonly RatioName[]).map((value) => ({
  value,
  label: value === 'free' ? t('ui.crop.free') : value,
}));

const FIELDS = [
  { side: 'width', label: t('ui.crop.width') },
  { side: 'height', label: t('ui.crop.height') },
  { side: 'x', label: t('ui.crop.left') },
  { side: 'y', label: t('ui.crop.top') },
] as const satisfies readonly { readonly side: keyof Rect; readonly label: string }[];

interface CropBarProps {
  readonly model: CropModel;
  /** Why it could not be saved; null: it was not tried, or is on its way. */
  readonly failure: string | null;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}

/** The area in numbers, the shapes that it can be held to, and what can be done with it. */
export function CropBar({ model, failure, onSave, onCancel }: CropBarProps) {
  const rect = model.rect.value;
  const isWrong = model.isTooSmall.value || failure !== null;
  // The size stands on the area, for who can see it.
  const isKnown = rect !== null && !isWrong;
  return (
    <form
      class="crop-bar"
      aria-label={t('ui.crop.area')}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <Segments
        isCompact
        name={t('ui.crop.shape')}
        options={RATIO_OPTIONS}
        value={model.ratio.value}
        onChoose={model.chooseRatio}
      />
      <div class="crop-fields">
        {FIELDS.map(({ side, label }) => (
          <label key={side}>
            <span class="quiet">{label}</span>
            <input
              class="input number"
              type="number"
              inputMode="numeric"
              step={2}
              min={0}
              value={rect?.[side] ?? ''}
              onChange={({ currentTarget }) => {
                const pixels = currentTarget.valueAsNumber;
                if (Number.isFinite(pixels)) model.set({ [side]: Math.max(0, pixels) });
                // What was not taken is not left standing.
                currentTarget.value = String(model.rect.peek()?.[side] ?? '');
              }}
            />
          </label>
        ))}
      </div>
      <p class="crop-status hint" role="status" data-tone={isWrong ? 'bad' : undefined}>
        <span class={isKnown ? 'unseen' : ''}>{failure ?? statusOf(model)}</span>
      </p>
      <div class="button-row">
        <button type="button" class="button" onClick={onCancel}>
          {t('ui.crop.cancel')}
        </button>
        <button type="submit" class="button primary" aria-disabled={!model.canSave.value}>
          {t('ui.crop.save')}
        </button>
      </div>
    </form>
  );
}

/** What a screen reader hears: not every step of a pointer. */
function statusOf({ rect: { value: rect }, isDragging, isTooSmall }: CropModel): string {
  if (rect === null) return t('ui.crop.none');
  if (isTooSmall.value) return t('ui.crop.tooSmall', { pixels: MIN_CROP_PIXELS });
  return isDragging.value ? '' : t('ui.crop.size', { width: rect.width, height: rect.height });
}
