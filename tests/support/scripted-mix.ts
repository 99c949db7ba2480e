import { every } from '../../lib/base/clock.ts';
import type { MixPorts } from '../../lib/capture/mix/mix-host.ts';
import type { MixNews } from '../../lib/capture/mix/mix-messages.ts';
import { Mixing } from '../../lib/capture/mix/mixing.ts';
import { soundOf } from '../../lib/capture/mix/track-sound.ts';

/** A mix whose worker is in the test's thread, and can die or hang. */
export interface ScriptedMix extends MixPorts {
  /** The worker reports an error; it doesn't mix any more. */
  die(): void;
  /** The worker neither answers nor mixes any more. */
  hang(): void;
  /** Workers and mixes of this thread that were opened and aren't ended. */
  readonly open: readonly ('worker' | 'here')[];
}

/** Times are those of `performance.now()`, which fake timers advance. */
export function scriptedMix(): ScriptedMix {
  const open: ('worker' | 'here')[] = [];
  const close = (kind: 'worker' | 'here') => void open.splice(open.indexOf(kind), 1);
  let end: () => void = () => undefined;
  let kill: (reason: string) => void = () => undefined;
  const mixingOf = (order: ConstructorParameters<typeof Mixing>[0], tell: (news: MixNews) => void) =>
    new Mixing(order, { tell, nowMs, documentTimeUs: (timestampUs) => timestampUs, every });
  return {
    openWorker(order, heard, died) {
      open.push('worker');
      let isHung = false;
      const mixing = mixingOf(order, (news) => queueMicrotask(() => heard(news)));
      mixing.order(order);
      end = () => {
        isHung = true;
        mixing.close();
      };
      kill = died;
      return {
        post: (next) => {
          if (!isHung) mixing.order(next);
        },
        end: () => {
          end();
          close('worker');
        },
      };
    },
    openHere(order, heard) {
      open.push('here');
      const mixing = mixingOf(order, heard);
      return {
        post: (next) => mixing.order(next),
        end: () => {
          mixing.close();
          close('here');
        },
      };
    },
    soundOf,
    nowMs,
    originMs: 0,
    every,
    open,
    die() {
      end();
      kill('It broke.');
    },
    hang: () => end(),
  };
}

function nowMs(): number {
  return performance.now();
}
