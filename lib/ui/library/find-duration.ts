/** The part of a video element that {@link findDuration} needs. */
interface Playable extends EventTarget {
  readonly duration: number;
  currentTime: number;
}

/**
 * Lets a player find out how long its recording is, so that you can seek. A recorder writes no duration, so the player
 * learns it by seeking to the end. Resolves when it's back at the start.
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
