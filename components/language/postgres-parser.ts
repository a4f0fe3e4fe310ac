/**
 * PostgreSQL's own parser (libpg-query, compiled to WebAssembly), as far as it says whether and
 * where a text is not SQL. The package's own entry finds its binary beside the script that runs,
 * which a bundle moves; so the emscripten module is used directly, with the binary's address given.
 */
export interface SyntaxFault {
  readonly message: string;
  /** Offset in code points from 0. */
  readonly position: number;
}

export type SyntaxCheck = (sql: string) => SyntaxFault | null;

/** PostgreSQL's parser: what is wrong with a text, and its parse tree where nothing is. */
export interface PostgresParser {
  readonly check: SyntaxCheck;
  readonly parse: (sql: string) => unknown;
}

/** The part of the emscripten module that is used. Layouts: pg_query.h, PgQueryParseResult and PgQueryError. */
interface ParserModule {
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, size: number): void;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: 'i32'): number;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(query: number): number;
  _wasm_free_parse_result(result: number): void;
}

export type ParserFactory = (options: { locateFile: () => string }) => Promise<ParserModule>;

const TREE_AT = 0;
const ERROR_AT = 8;
const CURSOR_AT = 16;

/**
 * Loads the parser once.
 * @param factory the emscripten module's factory
 * @param address where its binary is
 */
export async function loadPostgresParser(factory: ParserFactory, address: string): Promise<PostgresParser> {
  const parser = await factory({ locateFile: () => address });
  const read = (sql: string) => (sql.trim() === '' ? { fault: null, tree: null } : readWith(parser, sql));
  return {
    check: (sql) => read(sql).fault,
    parse: (sql) => {
      const { tree } = read(sql);
      return tree === null ? null : JSON.parse(tree);
    },
  };
}

interface Read {
  readonly fault: SyntaxFault | null;
  /** JSON. */
  readonly tree: string | null;
}

function readWith(parser: ParserModule, sql: string): Read {
  const size = parser.lengthBytesUTF8(sql) + 1;
  const query = parser._malloc(size);
  let result = 0;
  try {
    parser.stringToUTF8(sql, query, size);
    result = parser._wasm_parse_query_raw(query);
    const fault = result === 0 ? 0 : parser.getValue(result + ERROR_AT, 'i32');
    if (fault === 0) return { fault: null, tree: parser.UTF8ToString(parser.getValue(result + TREE_AT, 'i32')) };
    const cursor = parser.getValue(fault + CURSOR_AT, 'i32');
    const message = parser.UTF8ToString(parser.getValue(fault, 'i32'));
    return { fault: { message, position: Math.max(0, cursor - 1) }, tree: null };
  } finally {
    parser._free(query);
    if (result !== 0) parser._wasm_free_parse_result(result);
  }
}
