/*
 * What every context has that runs JavaScript, browsers and Node alike, though the language doesn't define it. Code that
 * is checked to be pure (tsconfig.pure.json) may use this and nothing else from outside.
 */

declare class URL {
  constructor(url: string, base?: string | URL);
  static parse(url: string, base?: string | URL): URL | null;
  static canParse(url: string, base?: string | URL): boolean;
  readonly href: string;
  readonly origin: string;
  protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  port: string;
  readonly pathname: string;
  readonly search: string;
  hash: string;
  readonly searchParams: URLSearchParams;
}

declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(search: string);
  get(name: string): string | null;
  has(name: string): boolean;
  keys(): IteratorObject<string>;
  [Symbol.iterator](): IteratorObject<[string, string]>;
}

declare function atob(data: string): string;
declare function btoa(data: string): string;
