import { Button, Group, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChartLine, IconFilterOff, IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { trainSampleCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { RUN_STATUSES } from '../../entities/run/run-status.js';
import { useRuns } from '../../entities/run/use-runs.js';
import { useNow } from '../../format/use-now.js';
import { RunRow } from './RunRow.js';
import { selectRuns, type RunsSearch, type RunsSort } from './runs-search.js';
import table from '../../components/CardTable.module.css';
import classes from './RunsPage.module.css';

const route = getRouteApi('/runs');
const PAGE = 50;

/** Every training, live. */
export function RunsPage() {
  const { data: runs, error, refetch } = useRuns();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow(5000);
  const [shown, setShown] = useState(PAGE);
  const change = (next: RunsSearch): void => void navigate({ search: next, replace: true });
  const selected = selectRuns(runs ?? [], search, now);

  return (
    <>
      <PageHead title="Runs" text="Every training on this machine, as it happens." />
      {error && <ErrorNotice title="The runs could not be read" error={error} onRetry={() => void refetch()} />}
      {runs === undefined && !error && <Skeleton h={260} radius="lg" />}
      {runs?.length === 0 && (
        <Panel>
          <EmptyState
            icon={<IconChartLine size={24} />}
            title="No training yet"
            text="A folder of photos with one sub-folder for each class is all it takes. Without one, the sample pictures are made on the spot."
            command={trainSampleCommand()}
          />
        </Panel>
      )}
      {runs !== undefined && runs.length > 0 && (
        <Panel>
          <Group mb="lg" justify="space-between" gap="sm">
            <TextInput
              placeholder="Find by id, recipe or data"
              aria-label="Find runs"
              leftSection={<IconSearch size={16} />}
              value={search.find ?? ''}
              onChange={({ currentTarget: { value } }) => change(withFind(search, value))}
              style={{ flex: '1 1 220px', maxWidth: 340 }}
            />
            <SegmentedControl
              aria-label="Status"
              size="xs"
              data={[{ value: 'all', label: 'all' }, ...RUN_STATUSES.map((status) => ({ value: status, label: status }))]}
              value={search.status ?? 'all'}
              onChange={(value) => change(withStatus(search, value))}
            />
          </Group>
          {selected.length === 0 ? (
            <>
              <EmptyState icon={<IconFilterOff size={24} />} title="No run fits" text={`None of ${runs.length} runs has all of this.`} />
              <Group justify="center">
                <Button variant="light" onClick={() => change({})}>
                  Show all runs
                </Button>
              </Group>
            </>
          ) : (
            <table className={`${table['table']} ${classes['runs']}`} role="table">
              <thead role="rowgroup">
                <tr role="row">
                  <SortHeader name="Run" sort="started" search={search} onChange={change} />
                  <th role="columnheader">Status</th>
                  <th role="columnheader">Recipe, data, loss</th>
                  <th role="columnheader">Curve</th>
                  <th role="columnheader" className={table['number']}>
                    Validation 5-NN
                  </th>
                  <SortHeader name="Test linear" sort="linear" search={search} onChange={change} number />
                  <SortHeader name="Test 5-NN" sort="knn" search={search} onChange={change} number />
                  <SortHeader name="Duration" sort="duration" search={search} onChange={change} number />
                </tr>
              </thead>
              <tbody role="rowgroup">
                {selected.slice(0, shown).map((run) => (
                  <RunRow key={run.id} run={run} now={now} />
                ))}
              </tbody>
            </table>
          )}
          {selected.length > shown && (
            <Group justify="center" mt="md">
              <Button variant="light" onClick={() => setShown(shown + PAGE)}>
                Show {Math.min(PAGE, selected.length - shown)} more of {selected.length}
              </Button>
            </Group>
          )}
        </Panel>
      )}
    </>
  );
}

interface SortHeaderProps {
  readonly name: string;
  readonly sort: RunsSort;
  readonly search: RunsSearch;
  readonly onChange: (search: RunsSearch) => void;
  readonly number?: boolean;
}

function SortHeader({ name, sort, search, onChange, number = false }: SortHeaderProps) {
  const active = (search.sort ?? 'started') === sort;
  const up = active && search.up === true;
  const next = (): void => {
    const { up: _, ...rest } = search;
    onChange(active && !up ? { ...rest, sort, up: true } : { ...rest, sort });
  };
  return (
    <th
      role="columnheader"
      aria-sort={active ? (up ? 'ascending' : 'descending') : 'none'}
      className={number ? table['number'] : undefined}
    >
      <button type="button" className={classes['sort']} onClick={next}>
        {name}
        {active && (up ? <IconArrowUp size={13} aria-hidden /> : <IconArrowDown size={13} aria-hidden />)}
      </button>
    </th>
  );
}

function withFind({ find: _, ...rest }: RunsSearch, find: string): RunsSearch {
  return find === '' ? rest : { ...rest, find };
}

function withStatus({ status: _, ...rest }: RunsSearch, value: string): RunsSearch {
  const status = RUN_STATUSES.find((known) => known === value);
  return status === undefined ? rest : { ...rest, status };
}
