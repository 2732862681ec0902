import { Badge, Group } from '@mantine/core';
import type { Model } from '@supcon/sdk';
import { Link } from '@tanstack/react-router';
import table from '../../components/CardTable.module.css';
import { modelId } from '../../entities/model/model-id.js';
import { modelScores } from '../../entities/model/model-scores.js';
import { formatAgo } from '../../format/format-ago.js';
import { formatBytes } from '../../format/format-bytes.js';
import { formatPercent } from '../../format/format-percent.js';
import { useNow } from '../../format/use-now.js';

/** Every version of every model, with what was measured of it. */
export function ModelsTable({ models }: { readonly models: readonly Model[] }) {
  const now = useNow(30_000);
  return (
    <table className={table['table']} role="table" aria-label="Models">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">Model</th>
          <th role="columnheader">Stands for</th>
          <th role="columnheader" className={table['number']}>
            Test linear
          </th>
          <th role="columnheader" className={table['number']}>
            Test 5-NN
          </th>
          <th role="columnheader" className={table['number']}>
            Classes
          </th>
          <th role="columnheader" className={table['number']}>
            Weights
          </th>
          <th role="columnheader">Precision</th>
          <th role="columnheader">Frozen</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {models.map((model) => (
          <ModelRow key={modelId(model)} model={model} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function ModelRow({ model, now }: { readonly model: Model; readonly now: number }) {
  const { active, offered, aliases, labels, memory, quantization, precision, recipe } = model;
  const { linear, knn } = modelScores(model);
  return (
    <tr role="row">
      <td role="cell">
        <Link to="/models" search={{ model: modelId(model) }} className={table['name']} resetScroll={false}>
          {modelId(model)}
        </Link>
        <div className={table['sub']}>{recipe === undefined ? 'taken in' : `recipe ${recipe}`}</div>
      </td>
      <td role="cell" data-label="Stands for">
        <Group gap={5}>
          {active && (
            <Badge variant="light" color="teal">
              serves
            </Badge>
          )}
          {offered && (
            <Badge variant="light" color="yellow">
              newer
            </Badge>
          )}
          {aliases.map((alias) => (
            <Badge key={alias} variant="light">
              {alias}
            </Badge>
          ))}
          {!active && !offered && aliases.length === 0 && '–'}
        </Group>
      </td>
      <td role="cell" data-label="Test linear" className={table['number']}>
        {formatPercent(linear)}
      </td>
      <td role="cell" data-label="Test 5-NN" className={table['number']}>
        {formatPercent(knn)}
      </td>
      <td role="cell" data-label="Classes" className={table['number']}>
        {labels.length}
      </td>
      <td role="cell" data-label="Weights" className={table['number']} title={memory ? undefined : 'known once it is loaded'}>
        {memory ? formatBytes(memory.weightsBytes) : '–'}
      </td>
      <td role="cell" data-label="Precision">
        {precision === 'int8' ? '8-bit' : 'float32'}
        {quantization && <div className={table['sub']}>loses {formatPercent(1 - quantization.agreement)}</div>}
      </td>
      <td role="cell" data-label="Frozen">
        {formatAgo(model.createdAt, now)}
      </td>
    </tr>
  );
}
