/*
 * Keeps recording light for a machine that is busy with other things than drawing, encoding and playing: a recording of
 * seconds still takes megabytes.
 */

/** Browser flags for a small tab and no spare process for a page that may never be opened. */
export const LIGHT_FLAGS: readonly string[] = [
  '--window-size=800,600',
  '--disable-features=SpareRendererForSitePerProcess',
];

/** The receiver's page to record, with noise, at half the frame rate. */
export const LIGHT_PAGE = '/pages/frame-counter.html?noise&every=2';
