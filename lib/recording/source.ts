/** What can be recorded. */
export const SOURCES = ['tab', 'camera'] as const;

/** What a recording is made of. */
export type Source = (typeof SOURCES)[number];

/** The devices that the person must allow before they can be opened. */
export const DEVICES = ['camera', 'microphone'] as const;

/** See {@link DEVICES}. */
export type Device = (typeof DEVICES)[number];

/** How a recorded tab is doing. `crashed`: its process ended. `gone`: closed, or replaced by the browser. */
export type TabCondition = 'there' | 'crashed' | 'discarded' | 'gone';
