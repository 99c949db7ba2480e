import { BrandIcon } from './icons.tsx';
import { PageLinks } from './page-links.tsx';

interface PageHeadProps {
  readonly title: string;
  readonly isOnRecordings?: boolean;
}

/** The top of the popup and of the recordings page. */
export function PageHead({ title, isOnRecordings = false }: PageHeadProps) {
  return (
    <header class="page-head">
      <BrandIcon />
      <h1>{title}</h1>
      <PageLinks isOnRecordings={isOnRecordings} />
    </header>
  );
}
