import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { messageOf } from '../../lib/recording/message.ts';
import { createCropModel } from '../../lib/ui/crop/crop-model.ts';
import { BrandIcon } from '../../lib/ui/kit/icons.tsx';
import { say } from '../../lib/words/say.ts';
import { t } from '../../lib/words/t.ts';
import { CropBar } from './crop-bar.tsx';
import { CropStage } from './crop-stage.tsx';
import type { OpenedStill } from './open-still.ts';

/** The page on which the person chooses the area of a tab, on a still of it. */
export function App({ still }: { readonly still: OpenedStill | null }) {
  return still === null ? (
    <div class="column stack">
      <BrandIcon size={44} />
      <h1>{t('ui.crop.heading')}</h1>
      <p class="notice" data-tone="warning" role="status">
        {t('ui.crop.noStill')}
      </p>
    </div>
  ) : (
    <Chooser still={still} />
  );
}

function Chooser({ still }: { readonly still: OpenedStill }) {
  const model = useMemo(() => createCropModel(still, still.chosen), [still]);
  const failure = useSignal<string | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') void still.leave(false);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [still]);

  const save = async (): Promise<void> => {
    const rect = model.rect.peek();
    if (rect === null || !model.canSave.peek()) return;
    try {
      await still.keep(rect);
      await still.leave(true);
    } catch (error) {
      failure.value = say(messageOf(error));
    }
  };
  return (
    <div class="crop">
      <header class="page-head">
        <BrandIcon />
        <h1>{t('ui.crop.heading')}</h1>
        <p class="hint" id="crop-hint">
          {t('ui.crop.hint')}
        </p>
      </header>
      <CropStage still={still} model={model} onSave={() => void save()} describedBy="crop-hint" />
      <CropBar
        model={model}
        failure={failure.value}
        onSave={() => void save()}
        onCancel={() => void still.leave(false)}
      />
    </div>
  );
}
