import './crop-option.css';
import { useSignal } from '@preact/signals';
import { send } from '../../commands/messenger.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';
import type { TabCropChoice } from './use-tab-crop.ts';

/** The recorded area, for the collapsed options; empty: the whole tab. */
export function cropSummary({ tab }: TabCropChoice): string {
  const size = tab.value?.placed?.size;
  return size === undefined ? '' : t('ui.crop.summary', size);
}

/** Shows which area of the tab is recorded, and can reset it. The area is chosen on a separate page. */
export function CropOption({ choice }: { readonly choice: TabCropChoice }) {
  const failure = useSignal<Message | null>(null);
  const tab = choice.tab.value;
  if (tab === null) return null;
  const attempt = (work: Promise<unknown>) => {
    failure.value = null;
    work.catch((error: unknown) => {
      failure.value = messageOf(error);
    });
  };
  const { placed } = tab;
  const isUnfit = placed?.isTooSmall === true;
  return (
    <div class="field">
      <div class="crop-option">
        <span class="field-name">{t('ui.crop.area')}</span>
        <span class="number">{placed === null ? t('ui.crop.whole') : t('ui.crop.size', placed.size)}</span>
        <button
          type="button"
          class="button plain"
          onClick={() => attempt(send('background/choose-crop', { tabId: tab.tabId }))}
        >
          {placed === null ? t('ui.crop.choose') : t('ui.crop.change')}
        </button>
        {placed !== null && (
          <button type="button" class="button plain" onClick={() => attempt(choice.recordWhole())}>
            {t('ui.crop.whole')}
          </button>
        )}
      </div>
      {failure.value === null ? (
        placed?.isMoved === true && (
          <p class="hint" data-tone={isUnfit ? 'bad' : 'warning'}>
            {isUnfit ? say({ id: 'control.cropTooSmall' }) : t('ui.crop.otherSize')}
          </p>
        )
      ) : (
        <p class="notice" data-tone="bad" role="alert">
          {say(failure.value)}
        </p>
      )}
    </div>
  );
}
