import { stripVTControlCharacters } from "node:util";

/** Rows of cells as lines of aligned columns, under a line of headings. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => row[column] ?? "")].map(widthOf)),
  );
  const format = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? "";
        return cell + " ".repeat(width - widthOf(cell));
      })
      .join("  ")
      .trimEnd();
  return [format(headings), format(widths.map((width) => "─".repeat(width))), ...rows.map(format)];
}

function widthOf(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
