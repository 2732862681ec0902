import { Badge, Group } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { Link } from '@tanstack/react-router';
import table from '../../components/CardTable.module.css';
import { collectionState } from '../../entities/collection/collection-state.js';
import { modelId } from '../../entities/model/model-id.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';

/** Every collection, and how its index stands. */
export function CollectionsTable({ collections }: { readonly collections: readonly Collection[] }) {
  return (
    <table className={table['table']} role="table" aria-label="Collections">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">Collection</th>
          <th role="columnheader">State</th>
          <th role="columnheader" className={table['number']}>
            Pictures
          </th>
          <th role="columnheader" className={table['number']}>
            Deleted
          </th>
          <th role="columnheader">Index</th>
          <th role="columnheader" className={table['number']}>
            Recall
          </th>
          <th role="columnheader">Model</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {collections.map((collection) => (
          <CollectionRow key={collection.name} collection={collection} />
        ))}
      </tbody>
    </table>
  );
}

function CollectionRow({ collection }: { readonly collection: Collection }) {
  const { name, aliases, items, index, model, losses } = collection;
  const { word, color } = collectionState(collection);
  return (
    <tr role="row">
      <td role="cell">
        <Link to="/collections" search={{ collection: name }} className={table['name']} resetScroll={false}>
          {name}
        </Link>
        {aliases.length > 0 && <div className={table['sub']}>also {aliases.join(', ')}</div>}
      </td>
      <td role="cell" data-label="State">
        <Group gap={5}>
          <Badge variant="light" color={color}>
            {word}
          </Badge>
          {losses.length > 0 && (
            <Badge variant="light" color="red">
              losses
            </Badge>
          )}
        </Group>
      </td>
      <td role="cell" data-label="Pictures" className={table['number']}>
        {formatNumber(items)}
      </td>
      <td role="cell" data-label="Deleted" className={table['number']}>
        {formatNumber(index.tombstones)}
      </td>
      <td role="cell" data-label="Index">
        {index.kind === 'exact' ? 'exact' : 'HNSW'}
        {index.ef !== undefined && <span className={table['sub']}> ef {index.ef}</span>}
      </td>
      <td role="cell" data-label="Recall" className={table['number']}>
        {index.kind === 'exact' ? formatPercent(1) : formatPercent(index.recall)}
      </td>
      <td role="cell" data-label="Model">
        {modelId(model)}
      </td>
    </tr>
  );
}
