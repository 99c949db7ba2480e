import type { CaptureRequest } from '../../capture/capture.ts';
import type { MessageData } from '../../commands/messages.ts';
import { MessageError } from '../../recording/message.ts';
import { parseSettings, type Settings } from '../../settings/settings.ts';
import type { LiveRequest } from './live-ports.ts';

/** What `offscreen/start` asks for. `pixelRatio`: device pixels for each CSS pixel. */
export function liveRequestFrom(
  data: MessageData<'recorder/start'>,
  startedAtMs: number,
  pixelRatio: number,
): LiveRequest {
  const { id, source, title, target } = data;
  const settings = parseSettings(data.settings);
  return {
    recording: { id, source, title, startedAtMs, target },
    capture: captureRequestFrom(data, settings, pixelRatio),
    settings,
  };
}

function captureRequestFrom(
  { source, microphone, tab }: MessageData<'recorder/start'>,
  settings: Settings,
  pixelRatio: number,
): CaptureRequest {
  if (source === 'camera') {
    const camera = {
      width: settings.cameraWidth,
      height: settings.cameraHeight,
      frameRate: settings.cameraFrameRate,
    };
    return { source, microphone, camera };
  }
  if (tab === null) throw new MessageError({ id: 'recorder.noTab' });
  const { viewport } = tab;
  const inPixels = viewport && { width: viewport.width * pixelRatio, height: viewport.height * pixelRatio };
  return { ...tab, source, microphone, viewport: inPixels };
}
