import type { CaptureRequest } from '../../capture/capture.ts';
import type { MessageData } from '../../commands/messages.ts';
import { recordsTab } from '../../recording/capture-choices.ts';
import { MessageError } from '../../recording/message.ts';
import { parseSettings, type Settings } from '../../settings/settings.ts';
import type { LiveRequest } from './live-ports.ts';

/** What `offscreen/start` asks for. `pixelRatio`: device pixels for each CSS pixel. */
export function liveRequestFrom(
  data: MessageData<'recorder/start'>,
  startedAtMs: number,
  pixelRatio: number,
): LiveRequest {
  const { id, capture, title, target } = data;
  const settings = parseSettings(data.settings);
  return {
    recording: { id, source: capture.source, title, startedAtMs, target },
    capture: captureRequestFrom(data, settings, pixelRatio),
    settings,
    stop: data.stop,
  };
}

function captureRequestFrom(
  { capture, tab }: MessageData<'recorder/start'>,
  settings: Settings,
  pixelRatio: number,
): CaptureRequest {
  const { source, microphone, microphoneDevice, microphoneMode, cameraDevice, bubble } = capture;
  if (recordsTab(capture) && tab === null) throw new MessageError({ id: 'recorder.noTab' });
  const { viewport = null } = tab ?? {};
  const inPixels = viewport && { width: viewport.width * pixelRatio, height: viewport.height * pixelRatio };
  return {
    source,
    tab: tab && { ...tab, viewport: inPixels },
    camera: {
      device: cameraDevice,
      width: settings.cameraWidth,
      height: settings.cameraHeight,
      frameRate: settings.cameraFrameRate,
    },
    bubble,
    microphone: microphone
      ? { device: microphoneDevice, mode: microphoneMode, voiceAboveDb: settings.voiceAboveDb }
      : null,
  };
}
