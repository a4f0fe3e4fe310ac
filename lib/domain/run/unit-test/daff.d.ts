/** What is used of daff, which brings no types: tables, their alignment, and pictures of their difference. */
declare module 'daff' {
  export interface CellView {
    toString(cell: unknown): string;
    equals(a: unknown, b: unknown): boolean;
  }
  export interface Sheet {
    get_width(): number;
    get_height(): number;
    getCell(x: number, y: number): unknown;
    getCellView(): CellView;
  }
  interface Flags {
    ordered: boolean;
  }
  interface Difference {
    hilite(output: Sheet): boolean;
    hasDifference(): boolean;
  }
  interface CellInfo {
    readonly lvalue?: string | null;
    readonly rvalue?: string | null;
  }
  const daff: {
    readonly TableView: new (rows: unknown[][]) => Sheet;
    readonly CompareFlags: new () => Flags;
    readonly Coopy: { compareTables(a: Sheet, b: Sheet, flags: Flags): { align(): unknown } };
    readonly TableDiff: new (alignment: unknown, flags: Flags) => Difference;
    readonly TerminalDiffRender: new () => { render(table: Sheet): string };
    readonly DiffRender: { renderCell(table: Sheet, view: CellView, x: number, y: number): CellInfo };
  };
  export default daff;
}
