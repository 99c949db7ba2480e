import { afterEach, expect, it, vi } from 'vitest';
import { recordPicture } from '../../../lib/capture/capture-picture.ts';
import { browserCompositor } from '../../../lib/capture/compose/browser-compositor.ts';
import { openTab } from '../../../lib/capture/sources/tab.ts';
import { TAB } from '../../support/capture-requests.ts';
import { ScriptedStream, ScriptedTrack } from '../../support/scripted-media.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A part of the tab whose sides are this share of the tab’s. */
function cropped(side: number) {
  return { ...TAB.tab, crop: { x: 0, y: 0, width: side, height: side } };
}

async function open(request: typeof TAB | (Omit<typeof TAB, 'tab'> & { tab: ReturnType<typeof cropped> })) {
  const asked: MediaStreamConstraints[] = [];
  const stream = new ScriptedStream([new ScriptedTrack('video')]);
  const getUserMedia = async (wanted: MediaStreamConstraints) => {
    asked.push(wanted);
    return stream;
  };
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  return { streams: await openTab(request, () => undefined), video: asked[0]?.video };
}

it('is as large as the part of it that is recorded needs, and never enlarged', async () => {
  const small = { ...TAB, picture: { ...TAB.picture, maxPixels: 400 * 300 } };
  for (const [side, width, height] of [
    [1, 400, 300],
    [0.5, 800, 600],
    [0.25, 800, 600],
  ] as const) {
    const { video } = await open({ ...small, tab: cropped(side) });
    expect(video).toMatchObject({ mandatory: { minWidth: width, maxWidth: width, maxHeight: height } });
  }
});

it('refuses to record an area if the browser gives no access to frames: what was cut away must not be seen', async () => {
  const tab = cropped(0.5);
  const { streams } = await open({ ...TAB, tab });
  const ports = {
    lookAtTab: async () => 'there' as const,
    isCameraForbidden: async () => false,
    onTabResized: () => () => undefined,
    report: () => undefined,
    onClose: () => undefined,
    compositor: browserCompositor,
  };
  expect(() => recordPicture({ ...TAB, tab, streams, hasMicrophone: false }, ports)).toThrow(
    expect.objectContaining({ what: { id: 'capture.notCropped' } }),
  );
});
