import type { CaptureRequest } from '../../capture/capture.ts';
import type { MessageData } from '../../commands/messages.ts';
import { recordsTab } from '../../recording/capture-choices.ts';
import { MessageError } from '../../recording/message.ts';
import { bubbleCamera, type Content, type Quality, qualityOf } from '../../recording/presets.ts';
import { hasBubble, SOURCES } from '../../recording/source.ts';
import type { TabView } from '../../recording/tab-view.ts';
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
  const content = contentOf(data);
  const quality = qualityOf(capture.preset, content, settings);
  return {
    recording: { id, source: capture.source, title, startedAtMs, target },
    capture: captureRequestFrom(data, settings, { quality, content, pixelRatio }),
    recorder: {
      sliceMs: settings.sliceMs,
      videoBitsPerSecond: quality.videoBitsPerSecond,
      audioBitsPerSecond: settings.audioBitsPerSecond,
      playsAnywhere: capture.playsAnywhere,
    },
    settings,
    stop: data.stop,
  };
}

function captureRequestFrom(
  { capture, tab }: MessageData<'recorder/start'>,
  settings: Settings,
  {
    quality,
    content,
    pixelRatio,
  }: { readonly quality: Quality; readonly content: Content; readonly pixelRatio: number },
): CaptureRequest {
  const { source, microphone, microphoneDevice, microphoneMode, cameraDevice, bubble } = capture;
  if (recordsTab(capture) && tab === null) throw new MessageError({ id: 'recorder.noTab' });
  const { viewport = null } = tab ?? {};
  return {
    source,
    tab: tab && { ...tab, viewport: viewport && inDevicePixels(viewport, pixelRatio) },
    picture: { maxPixels: quality.maxPixels, frameRate: quality.frameRate, content },
    camera: { device: cameraDevice, ...(hasBubble(source) ? bubbleCamera(quality) : quality.camera) },
    bubble,
    microphone: microphone
      ? { device: microphoneDevice, mode: microphoneMode, voiceAboveDb: settings.voiceAboveDb }
      : null,
  };
}

/** A tab's view in device pixels. `pixelRatio`: device pixels for each CSS pixel. */
export function inDevicePixels({ width, height, zoom }: TabView, pixelRatio: number): TabView {
  return { width: width * pixelRatio, height: height * pixelRatio, zoom };
}

/** A tab that plays something at the start probably shows it, too. */
function contentOf({ capture, tab }: MessageData<'recorder/start'>): Content {
  const { tab: isOfTab, camera } = SOURCES[capture.source];
  if (camera && !isOfTab) return 'camera';
  return tab?.isAudible === true ? 'film' : 'screen';
}
