/** How a tab that is recorded is doing. `crashed`: its process ended. `gone`: closed, or replaced by the browser. */
export type TabCondition = 'there' | 'crashed' | 'discarded' | 'gone';
