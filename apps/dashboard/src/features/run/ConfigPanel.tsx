import { Panel } from '../../components/Panel.js';
import { configRows } from './config-rows.js';
import classes from './ConfigPanel.module.css';

/** Everything needed to repeat a run. */
export function ConfigPanel({ config }: { readonly config: Readonly<Record<string, unknown>> }) {
  const rows = configRows(config);
  return (
    <Panel title="Configuration">
      <details>
        <summary className={classes['more']}>{rows.length} settings</summary>
        <table className={classes['table']} style={{ marginTop: 10 }}>
          <tbody>
            {rows.map(({ name, value }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  );
}
