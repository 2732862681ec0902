import { Alert, Button, Stack, Text } from '@mantine/core';
import type { DataCheck, DataFinding } from '@supcon/sdk';
import { IconAlertTriangle, IconCheck, IconStethoscope } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { ProgressLine } from '../../components/ProgressLine.js';
import { formatNumber } from '../../format/format-number.js';
import { useSession } from '../../session/session.js';
import classes from './DataCheckPanel.module.css';

/** Whose photos are looked at, and whether it is asked for. */
export interface DataCheckPanelProps {
  readonly name: string;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

/** What to know of photos before they are trained on; every one of them is read for that, so only where somebody asks. */
export function DataCheckPanel({ name, isOpen, onOpen }: DataCheckPanelProps) {
  const { client } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['data-check', name],
    queryFn: ({ signal }) => client.data.check(name, { signal }),
    enabled: isOpen,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  if (!isOpen)
    return (
      <Button variant="default" leftSection={<IconStethoscope size={17} />} onClick={onOpen}>
        Check these photos
      </Button>
    );
  return (
    <section aria-label={`What was found in ${name}`} aria-busy={data === undefined && !error}>
      {error && <ErrorNotice title="They could not be checked" error={error} onRetry={() => void refetch()} />}
      {!error && data === undefined && (
        <Stack gap={6}>
          <ProgressLine share={undefined} label={`Checking ${name}`} />
          <Text fz="sm" c="var(--quiet)" role="status">
            Reading every photo of {name}
          </Text>
        </Stack>
      )}
      {data && <Found check={data} />}
    </section>
  );
}

function Found({ check: { files, bad, classes: counts, findings } }: { readonly check: DataCheck }) {
  const most = Math.max(1, ...counts.map(({ pictures }) => pictures));
  return (
    <Stack gap="sm">
      {findings.length === 0 && (
        <Alert variant="light" color="green" icon={<IconCheck size={18} />} role="status">
          <Text fz="sm">{formatNumber(files - bad)} photos, and nothing to mend.</Text>
        </Alert>
      )}
      {findings.map((finding) => (
        <Finding key={`${finding.code} ${finding.message}`} finding={finding} />
      ))}
      {/* A region that scrolls has to be reached by keyboard. */}
      <div className={classes['counts']} tabIndex={0} role="region" aria-label="Photos of each class">
        <dl className={classes['list']}>
          {counts.map(({ label, pictures }) => (
            <div key={label} className={classes['count']}>
              <dt className={classes['label']}>{label}</dt>
              <dd className={classes['pictures']}>
                <span className={classes['bar']} style={{ width: `${(100 * pictures) / most}%` }} aria-hidden />
                <span className="numbers">{formatNumber(pictures)}</span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Stack>
  );
}

function Finding({ finding: { severity, message, fix, count, cases } }: { readonly finding: DataFinding }) {
  return (
    <Alert
      variant="light"
      color={severity === 'error' ? 'red' : 'yellow'}
      icon={<IconAlertTriangle size={18} />}
      title={`${severity === 'error' ? 'To mend' : 'To know'}: ${message}`}
    >
      <Text fz="sm">{fix}</Text>
      {cases.length > 0 && (
        <details className={classes['cases']}>
          <summary>
            {count === 1 ? 'Show it' : `Show ${cases.length === count ? 'them' : `${cases.length} of ${formatNumber(count)}`}`}
          </summary>
          <ul>
            {cases.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </Alert>
  );
}
