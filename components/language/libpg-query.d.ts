/** The emscripten module inside libpg-query; the package types only its entry. */
declare module 'libpg-query/wasm/libpg-query.js' {
  const factory: import('./postgres-parser.ts').ParserFactory;
  export default factory;
}
