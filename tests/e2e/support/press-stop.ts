import type { Page } from 'puppeteer-core';

/** Presses “Stop recording”. Resolves to how many milliseconds it takes until the button shows that it was pressed. */
export async function shownAfterPressing(popup: Page): Promise<number> {
  return await popup.evaluate(async () => {
    const stop = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Stop recording');
    if (stop === undefined) throw new Error('There is no button to stop it.');
    const pressedAtMs = performance.now();
    return await new Promise<number>((resolve) => {
      new MutationObserver(() => {
        if (stop.textContent === 'Stopping…') resolve(performance.now() - pressedAtMs);
      }).observe(stop, { childList: true, characterData: true, subtree: true });
      stop.click();
    });
  });
}
