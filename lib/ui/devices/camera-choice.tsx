import { useEffect, useRef } from 'preact/hooks';
import type { CaptureChoices, DeviceChoice } from '../../recording/capture-choices.ts';
import type { Quality } from '../../recording/presets.ts';
import { t } from '../../words/t.ts';
import { DevicePicker } from './device-picker.tsx';
import { useDevices } from './use-devices.ts';
import { useGranted } from './use-granted.ts';
import { useOpenDevice } from './use-open-device.ts';

interface CameraChoiceProps {
  readonly capture: CaptureChoices;
  readonly choose: (changes: Partial<CaptureChoices>) => void;
  /** The size it's recorded in. */
  readonly size: CameraSize;
}

type CameraSize = Quality['camera'];

/** Which camera is recorded, with a preview once the browser may open it. */
export function CameraChoice({ capture, choose, size }: CameraChoiceProps) {
  const list = useDevices('videoinput').value;
  const isGranted = useGranted('camera').value;
  return (
    <>
      {isGranted && <CameraPreview device={capture.cameraDevice} size={size} />}
      <div class="start-row">
        <DevicePicker
          name={t('ui.device.chooseCamera')}
          list={list}
          choice={capture.cameraDevice}
          onChoose={(cameraDevice) => choose({ cameraDevice })}
        />
      </div>
    </>
  );
}

/**
 * A preview of the camera before it's recorded. The camera is open only while this is shown, in the size it will be
 * recorded in: whoever opens a camera first decides its size.
 */
function CameraPreview({ device, size }: { readonly device: DeviceChoice | null; readonly size: CameraSize }) {
  const video = {
    ...(device === null ? {} : { deviceId: { ideal: device.id } }),
    width: { ideal: size.width },
    height: { ideal: size.height },
    frameRate: { ideal: size.frameRate },
  };
  const stream = useOpenDevice({ video }, JSON.stringify(video)).value;
  const shown = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (shown.current !== null) shown.current.srcObject = stream;
  }, [stream]);
  return <video ref={shown} class="camera-preview" aria-label={t('ui.device.preview')} autoPlay muted playsInline />;
}
