import { Group, SegmentedControl } from '@mantine/core';
import { Panel } from '../../components/Panel.js';
import { ConfusionCanvas } from './ConfusionCanvas.js';
import type { ConfusionCell, ConfusionMatrix } from './confusion-matrix.js';
import { ConfusionTable } from './ConfusionTable.js';
import type { CellValue, EvaluateSearch } from './evaluate-search.js';
import { TopConfusions } from './TopConfusions.js';

/** Classes up to which the matrix is a table: 40 by 40 are 1,600 cells to lay out. */
const MOST_IN_TABLE = 40;

/** What is shown, and how. */
export interface MatrixPanelProps {
  readonly matrix: ConfusionMatrix;
  readonly search: EvaluateSearch;
  /** Whether another model is held against it. */
  readonly compared: boolean;
  readonly change: (search: EvaluateSearch) => void;
  readonly onOpen: (cell: ConfusionCell) => void;
}

/** What is taken for what: as a table, and where there are many classes as a drawing below the cells that are wrong most often. */
export function MatrixPanel({ matrix, search, compared, change, onOpen }: MatrixPanelProps) {
  const value: CellValue = search.cells === 'difference' && !compared ? 'counts' : (search.cells ?? 'counts');
  const inTable = Math.max(matrix.rows.length, matrix.columns.length) <= MOST_IN_TABLE;
  const setValue = (next: string): void => {
    const { cells: _, ...rest } = search;
    change(next === 'counts' ? rest : { ...rest, cells: next as Exclude<CellValue, 'counts'> });
  };
  const setOrder = (next: string): void => {
    const { order: _, ...rest } = search;
    change(next === 'error' ? { ...rest, order: 'error' } : rest);
  };
  const Drawn = inTable ? ConfusionTable : ConfusionCanvas;
  return (
    <Panel title="What is taken for what">
      <Group mb="md" gap="sm">
        <SegmentedControl
          aria-label="Cells"
          size="xs"
          value={value}
          onChange={setValue}
          data={[
            { value: 'counts', label: 'Pictures' },
            { value: 'row', label: '% of label' },
            { value: 'column', label: '% of class' },
            ...(compared ? [{ value: 'difference', label: 'Difference' }] : []),
          ]}
        />
        <SegmentedControl
          aria-label="Order"
          size="xs"
          value={search.order ?? 'name'}
          onChange={setOrder}
          data={[
            { value: 'name', label: 'By name' },
            { value: 'error', label: 'Most wrong first' },
          ]}
        />
      </Group>
      {!inTable && <TopConfusions matrix={matrix} compared={compared} onOpen={onOpen} />}
      <Drawn key={search.order ?? 'name'} matrix={matrix} value={value} onOpen={onOpen} />
    </Panel>
  );
}
