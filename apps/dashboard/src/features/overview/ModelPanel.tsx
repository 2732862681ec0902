import { Badge, Group } from '@mantine/core';
import type { Model } from '@supcon/sdk';
import { serveModelCommand } from '../../commands/shell-commands.js';
import { CommandLine } from '../../components/CommandLine.js';
import { formatAgo } from '../../format/format-ago.js';
import { useNow } from '../../format/use-now.js';
import { SERIES_COLORS } from '../../theme/series-colors.js';
import { Panel } from '../../components/Panel.js';
import { ScoreBars } from '../../components/ScoreBars.js';
import { modelFacts } from '../../entities/model/model-facts.js';
import { modelScores } from '../../entities/model/model-scores.js';
import classes from './OverviewPage.module.css';

/** Labels shown by name; more are a number. */
const LABELS_SHOWN = 24;

/** The encoder that answers, and how good it is; and the one that could answer instead. */
export function ModelPanel({ model, offered }: { readonly model: Model; readonly offered?: Model | undefined }) {
  const now = useNow(30_000);
  const scores = modelScores(model);
  const more = model.labels.length - LABELS_SHOWN;
  return (
    <Panel title="Serving model" aside={<Badge variant="light">version {model.version}</Badge>}>
      <Group gap="sm" align="baseline">
        <span className={classes['name']}>{model.name}</span>
      </Group>
      <dl className={classes['facts']}>
        {modelFacts(model, now).map(({ name, value }) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      <h3 className={classes['sub']} style={{ fontWeight: 500, margin: '0 0 8px' }}>
        Test accuracy
      </h3>
      <ScoreBars
        label="Test accuracy"
        scores={[
          { name: 'Linear classifier', value: scores.linear, color: SERIES_COLORS.linear },
          { name: '5 nearest neighbours', value: scores.knn, color: SERIES_COLORS.knn },
          {
            name: 'Raw pixels',
            value: scores.rawPixels,
            note: 'a linear classifier without an encoder, for comparison',
            color: SERIES_COLORS.rawPixels,
          },
        ].filter(({ value }) => value !== undefined)}
      />
      <ul className={classes['labels']} aria-label="Classes">
        {model.labels.slice(0, LABELS_SHOWN).map((label) => (
          <li key={label}>{label}</li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
      {offered && <Offer model={offered} />}
    </Panel>
  );
}

function Offer({ model: { name, version, createdAt } }: { readonly model: Model }) {
  const now = useNow(30_000);
  return (
    <>
      <p className={classes['sub']}>
        {name} {version} was frozen {formatAgo(createdAt, now)} and could serve instead:
      </p>
      <CommandLine command={serveModelCommand(name, version)} />
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
