import { expect, it } from 'vitest';
import { DEFAULT_CHOICES } from '../../lib/recording/capture-choices.ts';
import { parseChoices } from '../../lib/settings/choices-store.ts';

it('replaces only unknown choices by their defaults', () => {
  const defaults = { capture: DEFAULT_CHOICES, stop: null, logOpen: false };
  for (const stored of [undefined, null, 'x', {}]) expect(parseChoices(stored)).toEqual(defaults);
  expect(parseChoices({ capture: { source: 'hologram', microphone: true, cameraDevice: 7 }, logOpen: 1 })).toEqual({
    capture: { ...DEFAULT_CHOICES, microphone: true },
    stop: null,
    logOpen: false,
  });
});

it('reads what earlier versions kept', () => {
  expect(parseChoices({ source: 'camera', microphone: true, logOpen: true })).toEqual({
    capture: { ...DEFAULT_CHOICES, source: 'camera', microphone: true },
    stop: null,
    logOpen: true,
  });
});
