/** The part of a video element that is needed here. */
interface Playable extends EventTarget {
  readonly duration: number;
  currentTime: number;
}

/**
 * Makes a recording's player know how long it is, so that one can seek in it. A recorder writes no duration: the
 * player finds it out when it is sent to the end. Resolves when it is back at the beginning.
 */
export async function findDuration(video: Playable): Promise<void> {
  if (Number.isFinite(video.duration)) return;
  await seek(video, Number.MAX_SAFE_INTEGER);
  await seek(video, 0);
}

function seek(video: Playable, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    video.addEventListener('seeked', () => resolve(), { once: true });
    video.currentTime = seconds;
  });
}
