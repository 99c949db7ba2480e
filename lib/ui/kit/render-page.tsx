import { type ComponentChildren, render } from 'preact';

/** Renders a page into its `#app` and gives the tab its title. */
export function renderPage(title: string, content: ComponentChildren): void {
  const root = document.getElementById('app');
  if (root === null) throw new Error('The page has no #app element.');
  document.title = title;
  render(content, root);
}
