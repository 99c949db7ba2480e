import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** What can hold the focus without being a control. */
const PLACE = '[tabindex="-1"]';

/**
 * Keeps the keyboard focus within `root`: when the focused control disappears, its nearest remaining focusable ancestor
 * gets the focus. Otherwise keyboard users would have to start again at the top of the page.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const within = root.current;
    if (within === null) return;
    let places: readonly HTMLElement[] = [];
    const onFocus = ({ target }: FocusEvent): void => {
      places = target instanceof Element ? placesAround(target) : [];
    };
    const onBlur = ({ target }: FocusEvent): void => {
      // An element being removed may lose the focus first. When the whole window loses it, the active element stays.
      queueMicrotask(() => {
        const isLeft = target instanceof Element && target.isConnected && document.activeElement !== target;
        if (isLeft) places = [];
      });
    };
    const observer = new MutationObserver(() => {
      if (document.activeElement !== document.body) return;
      places.find((place) => place.isConnected)?.focus({ preventScroll: true });
    });
    within.addEventListener('focusin', onFocus);
    within.addEventListener('focusout', onBlur);
    observer.observe(within, { childList: true, subtree: true });
    return () => {
      within.removeEventListener('focusin', onFocus);
      within.removeEventListener('focusout', onBlur);
      observer.disconnect();
    };
  }, [root]);
}

/** Innermost first. */
function placesAround(element: Element): readonly HTMLElement[] {
  const place = element.closest<HTMLElement>(PLACE);
  const outer = place?.parentElement ?? null;
  return place === null ? [] : [place, ...(outer === null ? [] : placesAround(outer))];
}
