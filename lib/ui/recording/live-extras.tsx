import { useRef } from 'preact/hooks';
import { elapsedMs } from '../../recording/elapsed.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { type StopRule, timeLeftMs } from '../../recording/stop-rule.ts';
import { formatElapsed } from '../../words/format.ts';
import { t } from '../../words/t.ts';
import { CommandButton } from '../kit/command-button.tsx';
import type { Commands } from '../kit/commands.ts';
import { usePage } from '../kit/page.ts';
import { isStopping } from './recording-words.ts';

interface LiveExtrasProps {
  readonly recording: RecordingSnapshot;
  readonly commands: Commands;
}

/** Controls used now and then while a recording runs: a line below Pause and Stop, always there. */
export function LiveExtras({ recording, commands }: LiveExtrasProps) {
  const { id, state, markersMs, stop } = recording;
  // The line stays after its button was pressed: what's below must not move under the pointer.
  const wasTimed = useRef(false);
  wasTimed.current ||= stop !== null;
  return (
    <div class="live-extras number">
      <CommandButton
        commands={commands}
        name="add-marker"
        data={{ id }}
        class="plain"
        busyWords={t('ui.markers.add')}
        isOff={state === 'preparing' || isStopping(recording, commands.pressed.value)}
      >
        {t('ui.markers.add')}
      </CommandButton>
      {markersMs.length > 0 && <span class="quiet">{t('ui.markers.count', markersMs.length)}</span>}
      {wasTimed.current && (
        <span class="time-left">
          {stop === null ? (
            <span class="quiet">{t('ui.stop.kept')}</span>
          ) : (
            <TimeLeft recording={recording} rule={stop} commands={commands} />
          )}
        </span>
      )}
    </div>
  );
}

interface TimeLeftProps extends LiveExtrasProps {
  readonly rule: StopRule;
}

/** When it stops by itself, and a button to cancel that. */
function TimeLeft({ recording, rule, commands }: TimeLeftProps) {
  const { id, elapsed, state } = recording;
  const nowMs = usePage().nowMs.value;
  const leftMs = timeLeftMs(rule, elapsedMs(elapsed, nowMs), nowMs);
  const time = formatElapsed(leftMs);
  const waitsForResume = rule.kind === 'after' && state === 'paused';
  return (
    <>
      <span class="quiet" aria-live="off">
        {leftMs <= 0
          ? t('ui.stop.soon')
          : waitsForResume
            ? t('ui.stop.leftAfterPause', { time })
            : t('ui.stop.left', { time })}
      </span>
      <CommandButton
        commands={commands}
        name="keep-going"
        data={{ id }}
        class="plain"
        busyWords={t('ui.stop.keepGoing')}
        isOff={isStopping(recording, commands.pressed.value)}
      >
        {t('ui.stop.keepGoing')}
      </CommandButton>
    </>
  );
}
