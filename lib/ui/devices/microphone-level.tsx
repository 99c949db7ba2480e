import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import type { SoundLevel } from '../../recording/sound-level.ts';
import { t } from '../../words/t.ts';
import { LevelMeter } from '../kit/level-meter.tsx';
import { useOpenDevice } from './use-open-device.ts';

const LOOK_EVERY_MS = 100;
/** 85 ms at 48 kHz. A clip between two looks may be missed, never one that lasts. */
const SAMPLES = 4_096;

/** The level of the chosen microphone before it's recorded. The microphone is open only while this is shown. */
export function MicrophoneLevel({ device }: { readonly device: DeviceChoice | null }) {
  const deviceId = device === null ? {} : { deviceId: { ideal: device.id } };
  const stream = useOpenDevice({ audio: deviceId }, device?.id ?? '');
  const level = useSignal<SoundLevel | null>(null);
  const opened = stream.value;
  useEffect(() => {
    if (opened === null) return;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: SAMPLES });
    context.createMediaStreamSource(opened).connect(analyser);
    const samples = new Float32Array(SAMPLES);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      level.value = levelOf(samples);
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      level.value = null;
      void context.close();
    };
  }, [opened, level]);
  return <LevelMeter name={t('ui.start.microphone')} level={level.value} />;
}

function levelOf(samples: Float32Array): SoundLevel {
  let peak = 0;
  let power = 0;
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample));
    power += sample * sample;
  }
  return { peak, rms: Math.sqrt(power / samples.length) };
}
