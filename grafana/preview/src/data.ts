// Asks Prometheus, and makes data frames of its answers as Grafana's data source of 9.4 does.

import { DataFrame, FieldType, toDataFrame } from '@grafana/data';

import { setting } from './setting';
import { inQuery } from './variables';

const POINTS = 400;
const LEAST_STEP = 5;

type Sample = [number, string];
interface Series {
  metric: Record<string, string>;
  value?: Sample;
  values?: Sample[];
}

/** The frames of all queries of a panel. Throws what Prometheus says is wrong. */
export async function framesOf(panel: any): Promise<DataFrame[]> {
  const targets = (panel.targets ?? []).filter((target: any) => !target.hide);
  const tables = targets.filter((target: any) => target.format === 'table').length;
  const answers = await Promise.all(targets.map((target: any) => frames(target, tables > 1)));
  return answers.flat();
}

async function frames(target: any, several: boolean): Promise<DataFrame[]> {
  const step = Math.max(LEAST_STEP, Math.round((setting.to - setting.from) / POINTS));
  const query = inQuery(target.expr, step);
  const found: Series[] = target.instant
    ? await ask('query', { query, time: setting.to })
    : await ask('query_range', { query, start: setting.from, end: setting.to, step });
  if (target.format !== 'table') return found.map((each) => line(target, each, step));
  return found.length ? [table(target, found, several ? `Value #${target.refId}` : 'Value')] : [];
}

async function ask(what: string, parameters: Record<string, string | number>): Promise<Series[]> {
  const body = new URLSearchParams(Object.entries(parameters).map(([k, v]) => [k, String(v)]));
  const answer = await fetch(`${setting.prometheus}/api/v1/${what}`, { method: 'POST', body });
  const said = await answer.json();
  if (said.status !== 'success') throw new Error(`${said.error}: ${parameters.query}`);
  return said.data.result;
}

function line(target: any, series: Series, step: number): DataFrame {
  const samples = series.values ?? [series.value!];
  return toDataFrame({
    refId: target.refId,
    fields: [
      {
        name: 'Time',
        type: FieldType.time,
        // What is missing between two points further apart than this is a gap.
        config: { interval: 1000 * step },
        values: samples.map(([at]) => 1000 * at),
      },
      {
        name: 'Value',
        type: FieldType.number,
        labels: series.metric,
        config: { displayNameFromDS: named(target.legendFormat, series.metric) },
        values: samples.map(([, value]) => Number(value)),
      },
    ],
  });
}

function table(target: any, found: Series[], value: string): DataFrame {
  const labels = [...new Set(found.flatMap((each) => Object.keys(each.metric)))].sort();
  return toDataFrame({
    refId: target.refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: found.map((each) => 1000 * each.value![0]) },
      ...labels.map((name) => ({
        name,
        type: FieldType.string,
        values: found.map((each) => each.metric[name] ?? ''),
      })),
      { name: value, type: FieldType.number, values: found.map((each) => Number(each.value![1])) },
    ],
  });
}

function named(legend: string | undefined, labels: Record<string, string>): string {
  if (legend && legend !== '__auto') {
    return legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name) => labels[name] ?? '');
  }
  const shown = Object.entries(labels).filter(([name]) => name !== '__name__');
  return `${labels.__name__ ?? ''}{${shown.map(([k, v]) => `${k}="${v}"`).join(', ')}}`;
}
