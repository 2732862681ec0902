import { Badge, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunEvent } from '@supcon/sdk';
import { Panel } from '../../components/Panel.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatPercent } from '../../format/format-percent.js';
import { candidateTitle } from './candidate-title.js';
import classes from './CandidatesPanel.module.css';

type Selection = Extract<RunEvent, { readonly type: 'selection' }>;

/** What recipe `auto` tried for these pictures, side by side, and which of it was kept. @param run id of the one on this page. */
export function CandidatesPanel({ selection, run }: { readonly selection: Selection; readonly run: string }) {
  return (
    <Panel title="Side by side" {...(classes['panel'] === undefined ? {} : { className: classes['panel'] })}>
      <Table.ScrollContainer minWidth={560}>
        <Table className="numbers" verticalSpacing="xs" aria-label="What was tried for these pictures">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Tried</Table.Th>
              <Table.Th className={classes['number']}>Test, linear</Table.Th>
              <Table.Th className={classes['number']}>Test, 5-NN</Table.Th>
              <Table.Th className={classes['number']}>Validation, linear</Table.Th>
              <Table.Th className={classes['number']}>Validation, 5-NN</Table.Th>
              <Table.Th className={classes['number']}>Epochs</Table.Th>
              <Table.Th className={classes['number']}>Time</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {selection.candidates.map((candidate) => (
              <Table.Tr key={candidate.run} {...(candidate.run === run ? { 'aria-current': 'true' as const } : {})}>
                <Table.Th scope="row" className={classes['name']}>
                  {candidate.run === run ? (
                    candidateTitle(candidate.role)
                  ) : (
                    <Link to="/runs/$id" params={{ id: candidate.run }} className={classes['link']}>
                      {candidateTitle(candidate.role)}
                    </Link>
                  )}{' '}
                  {candidate.run === selection.chosen && (
                    <Badge size="sm" variant="light">
                      kept
                    </Badge>
                  )}
                </Table.Th>
                <Table.Td className={classes['number']}>{formatPercent(candidate.test.linear)}</Table.Td>
                <Table.Td className={classes['number']}>{formatPercent(candidate.test.knn)}</Table.Td>
                <Table.Td className={classes['number']}>{formatPercent(candidate.validation.linear)}</Table.Td>
                <Table.Td className={classes['number']}>{formatPercent(candidate.validation.knn)}</Table.Td>
                <Table.Td className={classes['number']}>{candidate.epochs ?? ''}</Table.Td>
                <Table.Td className={classes['number']}>{formatDuration(candidate.seconds)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {selection.reason !== undefined && (
        <Text fz="xs" c="var(--quiet)" mt="xs">
          Kept: {selection.reason}. Validation chose; the test pictures had no part in it.
        </Text>
      )}
    </Panel>
  );
}
